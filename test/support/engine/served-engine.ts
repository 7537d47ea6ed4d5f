import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createEngineClient, type EngineClient } from '../../../src/engine/client.ts';
import { COMMAND_NAMES, type EngineCommands } from '../../../src/engine/protocol.ts';
import { type EngineServer, startEngineServer } from '../../../src/engine/server.ts';
import { createEventFeed, type EventFeed } from '../../../src/state/event-feed.ts';
import { type ConsoleStore, createConsoleStore } from '../../../src/state/store.ts';

/** A path for a socket in a directory of its own, removed at the end. */
export function socketInScratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'trackdeck-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'engine.sock');
}

export type ServedEngine = {
  readonly socketPath: string;
  readonly client: EngineClient;
  readonly store: ConsoleStore;
  readonly feed: EventFeed;
  readonly server: EngineServer;
  /** How many read its events, each time that one has come or gone. */
  readonly watchers: readonly number[];
  /** As an engine does when it is told to. */
  beginToStop(): void;
};

/** A real server on a real socket, with a state that the test moves. */
export async function serveTestEngine(
  commands: EngineCommands = {},
  socketPath = socketInScratch(),
): Promise<ServedEngine> {
  const store = createConsoleStore();
  const feed = createEventFeed({ store, clock: { now: () => 1_000 } });
  const stopping = new AbortController();
  const watchers: number[] = [];
  const server = await startEngineServer({
    socketPath,
    engine: {
      id: randomUUID(),
      pid: process.pid,
      host: 'here',
      version: '0.0.0',
      command: 'consume',
      startedAt: 1_000,
      commands: COMMAND_NAMES.filter((name) => commands[name] !== undefined),
      settings: {},
    },
    getState: store.getState,
    feed,
    commands,
    stopping: stopping.signal,
    onWatchers: (count) => watchers.push(count),
    onUnreachable: () => {},
  });
  onTestFinished(() => server.close());
  const client = createEngineClient({ socketPath });
  return { socketPath, client, store, feed, server, watchers, beginToStop: () => stopping.abort() };
}
