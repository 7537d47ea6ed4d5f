import { expect, test } from 'vitest';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';
import { killEngine } from '../support/terminal/kill-engine.ts';
import { untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

/** Of 300 artists before all others, two tracks each: more than a list holds. */
const MANY = Array.from({ length: 300 }, (_, index) => `Artist ${index}`).flatMap((artist) => [
  artist,
  artist,
]);

async function publish(workspace: Workspace, name: string, artists: readonly string[]) {
  const rows = artists.map((field, index) =>
    rowLine({ artists: field, track_id: `${name}-${index}` }),
  );
  const file = workspace.write(`${name}.csv`, `${[HEADER, ...rows].join('\n')}\n`);
  const produced = await runCli(['produce', '--dataset', file, '--force', ...workspace.flags]);
  expect(produced.exitCode).toBe(0);
}

test('a filter finds artists beyond the listed ones while more are counted, and says when it cannot', async () => {
  const workspace = createWorkspace();
  await publish(workspace, 'first', [...MANY, 'Needle Ada;Bo', 'Needle Cy']);
  const screen = startScreen(workspace, SIZE);
  await untilAtRest(screen);
  await screen.untilShown(/5 Artists by field ─+ \d+ of 302 /);

  screen.press('5', '/');
  await screen.untilShown('filter artists: _');
  for (const key of 'needle') screen.press(key);
  const found = await screen.untilShown(/by field "needle" ━+ 2 of 302 match /);
  await publish(workspace, 'second', ['Needle Dee', 'Needle Cy', 'Needle Cy', 'Artist 7']);
  // The two that are there twice may come in two refreshes.
  const more = await screen.untilScreen(
    'all of the second file',
    (text) => /"needle" ━+ 3 of 303 match /.test(text) && / 2 Needle Cy .* 3 /.test(text),
  );
  screen.press('enter', ']');
  const single = await screen.untilShown(/Single artists "needle" ━+ 3 of 304 match /);

  await killEngine(workspace);
  await screen.untilShown(/"needle" ━+ \? .* · 3 of 304 /);
  screen.press('/', 's');
  const gone = await screen.untilShown(/"needles" ━+ \? .* · 0 of first 200 /);

  expect(found).toMatch(/301 Needle Ada;Bo /);
  expect(found).toMatch(/302 Needle Cy /);
  expect(more).toMatch(/302 Needle Ada;Bo /);
  expect(more).toMatch(/303 Needle Dee /);
  expect(single).toMatch(/Needle Ada /);
  expect(gone).toContain('no artist among the first 200 holds this text');
});
