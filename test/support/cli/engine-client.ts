import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What an engine answers to `GET /state`, as far as the stories look at it. */
export type EngineState = {
  readonly protocol: number;
  readonly pid: number;
  readonly command: string;
  readonly state: {
    readonly pipeline: { readonly broker: string; readonly topic: string } | null;
    readonly producer: {
      readonly status: { readonly name: string };
      readonly totals: { readonly rowsRead: number; readonly acknowledged: number };
    };
    readonly consumer: {
      readonly status: { readonly name: string };
      readonly countedNow: number;
      readonly pausedSince: number | null;
      readonly partitions: Readonly<Record<string, { readonly nextOffset: number }>>;
    };
  };
};

export type EngineAnswer = { readonly status: number; readonly body: unknown };

/** One request to an engine on its Unix-domain socket. */
export function askEngine(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(body) }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** `undefined` while nobody listens there. */
export async function engineState(socketPath: string): Promise<EngineState | undefined> {
  try {
    return (await askEngine(socketPath, 'GET', '/state')).body as EngineState;
  } catch {
    return undefined;
  }
}
