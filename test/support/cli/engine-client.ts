import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What an engine answers to `GET /state`, as far as the stories look at it. */
export type EngineState = {
  readonly protocol: number;
  readonly engine: {
    readonly id: string;
    readonly pid: number;
    readonly command: string;
    readonly startedAt: number;
  };
  readonly sequence: number;
  readonly state: {
    readonly pipeline: { readonly broker: string; readonly topic: string } | null;
    readonly producer: {
      readonly status: { readonly name: string };
      readonly totals: { readonly rowsRead: number; readonly acknowledged: number };
      readonly startedAt: number | null;
      readonly endedAt: number | null;
    };
    readonly consumer: {
      readonly status: { readonly name: string };
      readonly countedNow: number;
      readonly pausedSince: number | null;
      readonly partitions: Readonly<Record<string, { readonly nextOffset: number }>>;
    };
    readonly hdfs: {
      readonly failing: object | null;
      readonly queue: { readonly exports: number; readonly snapshots: number };
    } | null;
  };
};

export type EngineAnswer = { readonly status: number; readonly body: unknown };

/** One request to an engine on its Unix-domain socket. */
export function askEngine(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<EngineAnswer> {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, headers }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(answer) }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
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
