import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import {
  expectSaneTerminal,
  SHELL_WITH_SETTINGS,
  terminalSettings,
} from '../support/terminal/sane-terminal.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

test('with nothing configured the console says what it would do, where tracks come from, and which key', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { columns: 160, rows: 50 });

  const shown = await screen.untilShown(/caught up/);
  const footer = screen.terminal.lines().at(-1);

  expect(shown).toMatch(/not started/);
  expect(shown).toMatch(/I starts it/);
  expect(shown).toMatch(/--dataset FILE/);
  expect(shown).toMatch(/embedded log/);
  expect(footer).toMatch(/^I ingest {2}p pause consumer {2}e snapshot .* \? help {2}q quit$/);
  expect(workspace.exports().filter((name) => name.includes('rejects'))).toEqual([]);
});

test('I names the places a download would come from, and nothing starts without y', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace);
  await screen.untilShown('caught up');

  screen.press('I');
  const dialog = await screen.untilShown('y yes, start');
  screen.press('enter');
  screen.press('escape');
  const after = await screen.untilScreen('no dialog', (text) => !text.includes('y yes, start'));

  expect(dialog).toMatch(/not on this machine; it would be downloaded from/);
  expect(dialog).toMatch(/http:\/\/127\.0\.0\.1:9\/tracks\.csv/);
  expect(after).toMatch(/not started/);
});

test('q stops the idle engine that the console has started, and gives the terminal back as it was', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { shell: SHELL_WITH_SETTINGS });
  await screen.untilShown('caught up');

  screen.press('q');
  const left = await screen.untilShown('exit code');
  await screen.exited;
  const [before, after] = terminalSettings(screen.text());

  expect(left).toMatch(/The engine has stopped; everything is saved\.\nexit code 0/);
  expect(before).toMatch(/:/);
  expect(after).toBe(before);
  expectSaneTerminal(screen);
});

test('? shows every key, and leads nowhere else', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { columns: 120, rows: 60 });
  await screen.untilShown('caught up');

  screen.press('?');
  const help = await screen.untilShown('draw the screen anew');
  screen.press('I');
  screen.press('?');
  const after = await screen.untilScreen('no help', (text) => !text.includes('draw the screen'));

  expect(help).toMatch(/I +start or resume the ingestion/);
  expect(help).toMatch(/q Ctrl\+C +leave/);
  expect(after).not.toMatch(/yes, start/);
});
