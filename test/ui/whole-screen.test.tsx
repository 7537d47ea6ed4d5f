import { Text } from 'ink';
import { cleanup, render } from 'ink-testing-library';
import { afterEach, expect, test } from 'vitest';
import { App } from '../../src/ui/app.tsx';
import { createTheme } from '../../src/ui/theme.ts';
import { INGEST_STARTED, liveView, STARTED_AT } from '../support/screen/mirror-views.ts';
import { setUpScreen } from '../support/screen/screen-setup.ts';

const theme = createTheme({ colour: 'none', ascii: false });

const PAUSED = liveView({ type: 'consumer/paused', at: STARTED_AT });

/** The whole screen on a terminal of such a size; `rows` waits for what it shows. */
function openScreen(columns: number, rows: number, view = PAUSED) {
  const { screen, press, time } = setUpScreen({ view });
  const terminal = render(<Text />);
  Object.defineProperty(terminal.stdout, 'columns', { value: columns });
  Object.defineProperty(terminal.stdout, 'rows', { value: rows });
  terminal.rerender(<App screen={screen} theme={theme} onMounted={() => {}} />);
  const shown = () => terminal.lastFrame()?.split('\n') ?? [];
  return {
    press,
    time,
    async rowsWith(text: string): Promise<readonly string[]> {
      await expect.poll(() => shown().join('\n')).toContain(text);
      return shown();
    },
    async rowsWithout(text: string): Promise<readonly string[]> {
      await expect.poll(() => shown().join('\n')).not.toContain(text);
      return shown();
    },
  };
}

afterEach(cleanup);

test.each([
  [160, 50, /^trackdeck {2}CONSUMPTION PAUSED since 10:00:00 .* UTC$/],
  [80, 24, /^trackdeck {2}CONSUMPTION PAUSED since 10:00:00 .* UTC$/],
  [60, 16, /^trackdeck {2}CONSUMPTION PAUSED since 10:00:00 .*UTC$/],
  [60, 11, /▸2 Producer .*CONSUMPTION PAUSED/],
  [40, 10, /▸2 Producer .*PAUSED/],
  [33, 7, /PAUSED/],
])('at %i×%i no dialog hides what is paused, nor its own keys', async (columns, rows, first) => {
  for (const [key, keys] of [
    ['?', /^Esc close/],
    ['@', /^Esc close/],
    ['E', /^1 snapshot/],
  ] as const) {
    const { press, rowsWith } = openScreen(columns, rows);

    press(key);
    const shown = await rowsWith('┗');

    expect(shown).toHaveLength(rows);
    expect(shown[0]).toMatch(first);
    expect(shown.at(-1)).toMatch(keys);
    cleanup();
  }
});

test('on the smallest terminal what was just said leaves what is paused in the first row', async () => {
  const { press, time, rowsWith, rowsWithout } = openScreen(20, 5);

  press('X');
  const said = await rowsWith('No ingestion');
  time.pass(6_000);
  const later = await rowsWithout('No ingestion');

  expect([said.length, later.length]).toEqual([5, 5]);
  expect([said[0], later[0]]).toEqual(['CONS. PAUSED', 'CONS. PAUSED']);
  expect(said[4]).toBe('! No ingestion is u…');
});

test('there a question leaves the panes in sight, and what is paused', async () => {
  const paused = { type: 'consumer/paused', at: STARTED_AT } as const;
  const { press, rowsWith, rowsWithout } = openScreen(30, 5, liveView(INGEST_STARTED, paused));

  press('X');
  const asked = await rowsWith('Stop ingestion?');
  press('n');
  const later = await rowsWithout('Stop ingestion?');

  expect(asked[0]).toMatch(/ · CONS\. PAUSED$/);
  expect(asked[1]).toBe(later[1]);
  expect(asked[4]).toBe('Stop ingestion?  y yes  Esc no');
});

test('there a filter is seen while it is typed', async () => {
  const { press, rowsWith } = openScreen(20, 5);

  press('4', '/', 'r', 'o');

  expect((await rowsWith('ro_')).at(-1)).toBe('filter genres: ro_');
});

test('a terminal of another size is told to what asks for the panes in sight', async () => {
  const { screen } = setUpScreen({ view: PAUSED });
  const widths: number[] = [];
  const terminal = render(<Text />);
  const resize = (columns: number, rows: number) => {
    Object.defineProperty(terminal.stdout, 'columns', { value: columns, configurable: true });
    Object.defineProperty(terminal.stdout, 'rows', { value: rows, configurable: true });
    terminal.stdout.emit('resize');
  };
  resize(60, 15);
  const resized = () => {
    widths.push(terminal.stdout.columns);
  };
  terminal.rerender(<App screen={{ ...screen, resized }} theme={theme} onMounted={() => {}} />);
  await expect.poll(() => widths.at(-1)).toBe(60);

  resize(160, 50);

  await expect.poll(() => widths.at(-1)).toBe(160);
});
