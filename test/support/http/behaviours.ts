import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

type FileOptions = {
  readonly etag?: string;
  /** Whether it answers a Range with that range. */
  readonly hasRanges?: boolean;
};

const ETAG = '"first"';

/** Sends a file as a good server does. */
export function sends(
  content: string | Buffer,
  { etag = ETAG, hasRanges = true }: FileOptions = {},
): RequestListener {
  return (request, response) => {
    const part = hasRanges ? wantedPart(request, etag) : 0;
    writeHead(response, Buffer.from(content), part, etag);
    response.end(Buffer.from(content).subarray(part));
  };
}

type Dropping = {
  readonly behaviour: RequestListener;
  /** Ends the connection in the middle of the answer. */
  drop(): void;
};

/** Announces all of a file, sends some bytes of it, and holds the connection until it is dropped. */
export function createDropping(
  bytes: number,
  content: string,
  { etag = ETAG }: FileOptions = {},
): Dropping {
  let open: ServerResponse | undefined;
  return {
    behaviour(_, response) {
      open = response;
      writeHead(response, Buffer.from(content), 0, etag);
      response.write(content.slice(0, bytes));
    },
    drop: () => open?.destroy(),
  };
}

/** Announces more than it has, and drops the connection there. */
export function fallsShort(content: string): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-length': content.length + 1 });
    response.write(content, () => response.destroy());
  };
}

export function answers(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_, response) => response.writeHead(status, headers).end('no data set');
}

export function redirectsTo(location: string | URL): RequestListener {
  return answers(302, { location: String(location) });
}

/** One request after the other; the last goes on for ever. */
export function inTurn(...behaviours: readonly RequestListener[]): RequestListener {
  let turn = 0;
  return (request, response) => {
    const behaviour = behaviours[Math.min(turn, behaviours.length - 1)];
    turn += 1;
    behaviour?.(request, response);
  };
}

/** Accepts the request and says nothing. */
export const staysSilent: RequestListener = () => {};

/** Sends one byte when told to. */
export function createTrickle(): { readonly behaviour: RequestListener; sendByte(): void } {
  let open: ServerResponse | undefined;
  return {
    behaviour(_, response) {
      open = response;
      response.writeHead(200, { 'content-length': 20_000_000, etag: ETAG }).flushHeaders();
    },
    sendByte: () => open?.write('x'),
  };
}

function wantedPart({ headers }: IncomingMessage, etag: string): number {
  const isSame = headers['if-range'] === etag;
  return isSame ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
}

function writeHead(response: ServerResponse, content: Buffer, part: number, etag: string): void {
  const range = `bytes ${part}-${content.length - 1}/${content.length}`;
  response.writeHead(part === 0 ? 200 : 206, {
    'content-length': content.length - part,
    etag,
    ...(part === 0 ? {} : { 'content-range': range }),
  });
}
