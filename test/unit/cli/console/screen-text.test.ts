import { expect, test } from 'vitest';
import { screenText } from '../../../../src/cli/console/screen-text.tsx';
import { initialScreen } from '../../../../src/ui/screen/screen-reducer.ts';
import { createTheme } from '../../../../src/ui/theme.ts';
import { NOW, SCENES } from '../../../support/ui/scenes.ts';

const THEME = createTheme({ colour: '256', ascii: false });

function saved(size: { readonly columns: number; readonly rows: number }): readonly string[] {
  const live = SCENES.retrying;
  const flash = { text: 'writing this screen ...', level: 'working' } as const;
  const frame = { live, shown: live, screen: { ...initialScreen, flash }, now: NOW };
  return screenText(frame, size, THEME, NOW + 5_000).split('\n');
}

test('a saved screen has its date, what must not be overlooked, the panes and the keys', () => {
  const lines = saved({ columns: 120, rows: 38 });

  expect(lines).toHaveLength(1 + 38 + 1);
  expect(lines[0]).toBe('saved 2026-11-24 12:00:05 UTC');
  expect(lines[1]).toMatch(/^trackdeck {2}BROKER AWAY since 11:59:30, 30 s .* 12:00 UTC$/);
  expect(lines[2]).toMatch(/^┌─ 1 Pipeline ─/);
  expect(lines.at(-2)).toMatch(/^1-7 panes .* \? help/);
  expect(lines.filter((line) => line.includes('\u001b') || line.endsWith(' '))).toEqual([]);
});

test('without room for a header the panes say it', () => {
  const lines = saved({ columns: 60, rows: 10 });

  expect(lines).toHaveLength(1 + 10 + 1);
  expect(lines[1]).toMatch(/BROKER AWAY/);
});
