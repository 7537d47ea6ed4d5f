/** One message of a stream of server-sent events. */
export type ServerSentEvent = {
  /** `message` where the sender does not name it. */
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
};

const MESSAGE_END = '\n\n';

/** Reads the messages as our server writes them: `\n` line breaks, one line for each field. */
export async function* readServerSentEvents(
  chunks: AsyncIterable<string>,
): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  for await (const chunk of chunks) {
    // What came before holds no end but, at most, half of one.
    let from = Math.max(0, rest.length - 1);
    rest += chunk;
    let start = 0;
    for (;;) {
      const end = rest.indexOf(MESSAGE_END, from);
      if (end < 0) break;
      yield parseMessage(rest.slice(start, end));
      start = end + MESSAGE_END.length;
      from = start;
    }
    rest = rest.slice(start);
  }
}

function parseMessage(text: string): ServerSentEvent {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return {
    event: fields.get('event') ?? 'message',
    id: fields.get('id') ?? null,
    data: fields.get('data') ?? '',
  };
}
