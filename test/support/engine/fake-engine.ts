import { ConsoleError } from '../../../src/domain/errors.ts';
import type { EngineClient, EngineMessage } from '../../../src/engine/client.ts';
import { type EngineIdentity, PROTOCOL_VERSION } from '../../../src/engine/protocol.ts';
import { createEventFeed } from '../../../src/state/event-feed.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { type ConsoleState, createConsoleStore, initialState } from '../../../src/state/store.ts';

type Stream = {
  push(message: EngineMessage): void;
  end(): void;
  messages(signal: AbortSignal): AsyncGenerator<EngineMessage>;
};

const gone = () => new ConsoleError('ENGINE_UNREACHABLE', 'No engine listens on engine.sock');

/** An engine without a socket, whose connections break when the test wants it. */
export type FakeEngine = {
  readonly client: Pick<EngineClient, 'getState' | 'events'>;
  dispatch(event: ConsoleEvent): void;
  /** Screens get no more events, as when they read too slowly. */
  fallBehind(): void;
  /** They get events again, and a greeting before. */
  catchUp(): void;
  /** They get events again, and only the numbers tell of the gap. */
  catchUpSilently(): void;
  /** Breaks every stream; a screen may come back at once. */
  cut(): void;
  /** Nobody can connect until `comeBack` or `restart`. */
  stop(): void;
  comeBack(): void;
  /** Another engine takes its place, with a state of its own. */
  restart(): void;
  identity(): EngineIdentity;
  state(): ConsoleState;
  /** Every state that the engine of this id has had. */
  statesOf(id: string): readonly ConsoleState[];
  /** How often the whole state was fetched. */
  fetches(): number;
};

export function createFakeEngine(): FakeEngine {
  const streams = new Set<Stream>();
  const history = new Map<string, ConsoleState[]>();
  let generation = 0;
  let isListening = true;
  let isBehind = false;
  let fetched = 0;
  let engine = start();

  function start() {
    generation += 1;
    const id = `engine-${generation}`;
    const states: ConsoleState[] = [initialState];
    history.set(id, states);
    const store = createConsoleStore();
    const feed = createEventFeed({ store, clock: { now: () => 0 } });
    feed.subscribe(({ sequence, event }) => {
      states.push(store.getState());
      if (!isBehind) for (const stream of streams) stream.push({ type: 'event', sequence, event });
    });
    return { id, store, feed };
  }
  function identity(): EngineIdentity {
    return {
      id: engine.id,
      pid: generation,
      host: 'here',
      version: '0.0.0',
      command: 'engine',
      startedAt: generation,
      commands: [],
      settings: {},
    };
  }
  function hello(): EngineMessage {
    const sequence = engine.feed.sequence();
    return { type: 'hello', protocol: PROTOCOL_VERSION, engine: engine.id, sequence };
  }
  function cut(): void {
    for (const stream of streams) stream.end();
    streams.clear();
  }

  return {
    client: {
      async getState() {
        if (!isListening) throw gone();
        fetched += 1;
        const answer = {
          protocol: PROTOCOL_VERSION,
          engine: identity(),
          sequence: engine.feed.sequence(),
          state: engine.store.getState(),
        };
        // The answer takes its time on the way, as events go on.
        await new Promise((resolve) => setImmediate(resolve));
        return structuredClone(answer);
      },
      async *events(signal) {
        if (!isListening) throw gone();
        const stream = createStream();
        streams.add(stream);
        stream.push(hello());
        yield* stream.messages(signal);
        throw new ConsoleError('ENGINE_UNREACHABLE', 'The engine has ended');
      },
    },
    dispatch(event) {
      engine.feed.dispatch(event);
      engine.feed.flush();
    },
    fallBehind() {
      isBehind = true;
    },
    catchUp() {
      isBehind = false;
      for (const stream of streams) stream.push(hello());
    },
    catchUpSilently() {
      isBehind = false;
    },
    cut,
    stop() {
      isListening = false;
      cut();
    },
    comeBack() {
      isListening = true;
    },
    restart() {
      cut();
      engine = start();
      isListening = true;
    },
    identity,
    state: () => engine.store.getState(),
    statesOf: (id) => history.get(id) ?? [],
    fetches: () => fetched,
  };
}

function createStream(): Stream {
  const queue: EngineMessage[] = [];
  let isEnded = false;
  let wake = () => {};
  const change = (act: () => void) => {
    act();
    wake();
  };
  return {
    push: (message) => change(() => queue.push(structuredClone(message))),
    end: () =>
      change(() => {
        isEnded = true;
      }),
    async *messages(signal) {
      signal.addEventListener('abort', () => wake(), { once: true });
      for (;;) {
        signal.throwIfAborted();
        const message = queue.shift();
        if (message !== undefined) yield message;
        else if (isEnded) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
