import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { engineState } from '../support/cli/engine-client.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import {
  demo,
  figure,
  limitRate,
  startIngestion,
  untilAtRest,
} from '../support/terminal/operator.ts';
import { expectSaneTerminal } from '../support/terminal/sane-terminal.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import type { TerminalProgram } from '../support/terminal/terminal-program.ts';

const SIZE = { columns: 160, rows: 50 };
const LOOK_EVERY_MS = 50;
/** What DESIGN promises an ingestion whose screen goes away. */
const LONGEST_GAP_MS = 1_000;

/** Looks at what is acknowledged until it is told to stop; answers with the longest standstill. */
function watchAcknowledged({ socketPath }: Workspace): () => Promise<number> {
  const stop = new AbortController();
  const watching = (async () => {
    let [acknowledged, since, longest] = [-1, performance.now(), 0];
    while (!stop.signal.aborted) {
      const state = await engineState(socketPath);
      const now = state?.state.producer.totals.acknowledged ?? acknowledged;
      if (now > acknowledged) {
        acknowledged = now;
        since = performance.now();
      }
      longest = Math.max(longest, performance.now() - since);
      await setTimeout(LOOK_EVERY_MS);
    }
    return longest;
  })();
  return () => {
    stop.abort();
    return watching;
  };
}

async function startSlowIngestion(workspace: Workspace): Promise<TerminalProgram> {
  const screen = startScreen(workspace, { ...SIZE, args: demo(20_000) });
  await untilAtRest(screen);
  await limitRate(screen, '1,000');
  await startIngestion(screen);
  await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) > 300);
  return screen;
}

test('the ingestion goes on while nobody looks, and a later screen finds it further on', async () => {
  const workspace = createWorkspace();
  const first = await startSlowIngestion(workspace);
  const longestGap = watchAcknowledged(workspace);

  first.press('q');
  const asked = await first.untilShown('d leave, the engine goes on');
  first.press('d');
  await first.exited;
  const second = startScreen(workspace, { ...SIZE, args: demo(20_000) });
  const found = await second.untilShown(/publishing/);
  const later = await second.untilScreen(
    'more rows',
    (text) => (figure(text, 'acknowledged') ?? 0) > (figure(found, 'acknowledged') ?? 0) + 500,
  );

  expect(asked).toMatch(/is ingesting: [\d,]+ rows acknowledged so far/);
  expect(first.text()).toMatch(/The engine goes on \(process \d+\); trackdeck comes back to it/);
  expectSaneTerminal(first);
  expect(figure(found, 'acknowledged')).toBeGreaterThan(figure(asked, 'acknowledged') ?? 0);
  expect(later).toMatch(/publishing/);
  expect(await longestGap()).toBeLessThan(LONGEST_GAP_MS);
});

test.each(['SIGKILL', 'hang-up', 'SIGTERM', 'SIGHUP'] as const)(
  'a screen that ends by %s takes nothing along',
  async (end) => {
    const workspace = createWorkspace();
    const screen = await startSlowIngestion(workspace);
    const longestGap = watchAcknowledged(workspace);

    if (end === 'hang-up') screen.hangUp();
    else screen.kill(end);
    await screen.exited;
    const before = (await engineState(workspace.socketPath))?.state.producer.totals.acknowledged;
    await expect
      .poll(
        async () => (await engineState(workspace.socketPath))?.state.producer.totals.acknowledged,
        { timeout: 5_000 },
      )
      .toBeGreaterThan((before ?? 0) + 500);

    expect(await longestGap()).toBeLessThan(LONGEST_GAP_MS);
  },
);

test('two screens show the same engine, and what one does the other sees', async () => {
  const workspace = createWorkspace();
  const first = await startSlowIngestion(workspace);
  const second = startScreen(workspace, { columns: 80, rows: 24 });
  await second.untilShown(/publishing/);

  second.press('p');
  const seen = await first.untilShown('CONSUMPTION PAUSED since');
  first.press('p');
  await second.untilScreen('no pause', (text) => !text.includes('PAUSED'));
  first.press('q');
  await first.untilShown('d leave');
  first.press('d');
  await first.exited;
  const alone = await second.untilScreen('more', (text) => /publishing/.test(text));

  expect(seen).toMatch(/p resume/);
  expect(alone).not.toMatch(/ENGINE GONE/);
});
