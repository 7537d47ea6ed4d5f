import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { PROTOCOL_VERSION } from '../../../src/engine/protocol.ts';
import { initialState } from '../../../src/state/store.ts';
import type { Workspace } from '../cli/workspace.ts';

/** An engine whose state is not what it should be: a pane that draws it meets a fault. */
export async function startBrokenEngine({ stateDir, socketPath }: Workspace): Promise<void> {
  mkdirSync(stateDir, { recursive: true });
  const engine = {
    id: 'broken',
    pid: process.pid,
    host: 'deck',
    version: '1.0.0',
    command: 'engine',
    startedAt: 0,
    commands: [],
    settings: {},
  };
  const server = createServer((request, response) => {
    if (request.url === '/state') {
      const state = { ...initialState, notices: 'no list' };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ protocol: PROTOCOL_VERSION, engine, sequence: 0, state }));
    } else {
      response.setHeader('content-type', 'text/event-stream');
      const hello = { protocol: PROTOCOL_VERSION, engine: engine.id, sequence: 0 };
      response.write(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`);
    }
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}
