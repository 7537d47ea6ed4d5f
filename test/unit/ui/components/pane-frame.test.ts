import { expect, test } from 'vitest';
import { frameLines, type PaneFrame } from '../../../../src/ui/components/pane-frame.ts';
import { row } from '../../../../src/ui/text/row.ts';
import { createTheme } from '../../../../src/ui/theme.ts';

function frame(width: number, options: Partial<PaneFrame> = {}): PaneFrame {
  return {
    rect: { left: 0, top: 0, width, height: 3 },
    chrome: 'border',
    isFocused: false,
    theme: createTheme({ colour: 'none', ascii: false }),
    titles: ['4 Genres'],
    notes: [row('10 of 114')],
    needsNote: false,
    alerts: [],
    ...options,
  };
}

test('a border has the title first and the note at its end', () => {
  expect(frameLines(frame(31), [row('folk')])).toEqual([
    '┌─ 4 Genres ─────── 10 of 114 ┐',
    '│folk                         │',
    '└─────────────────────────────┘',
  ]);
});

test('a wide pane keeps a blank cell inside its border', () => {
  expect(frameLines(frame(32), [row('folk')])[1]).toBe('│ folk                         │');
});

test('the pane in focus has a heavy border and a mark', () => {
  expect(frameLines(frame(31, { isFocused: true }), [])[0]).toBe('┏━▸4 Genres ━━━━━━━ 10 of 114 ┓');
});

test('a note without room goes as a whole, and lines have exactly their width', () => {
  const widths = Array.from({ length: 30 }, (_, index) => 12 + index);

  const frames = widths.map((width) => frameLines(frame(width), [row('folk and more')]));

  expect(frames.flat().map((line) => line.length)).toEqual(widths.flatMap((w) => [w, w, w]));
  const titles = frames.map(([title]) => title ?? '');
  expect(titles.filter((title) => /10|114/.test(title) && !title.includes(' 10 of 114 '))).toEqual(
    [],
  );
});

test('where no title leaves room for it the least title is cut for the shortest note', () => {
  const words = { titles: ['5 Single "folk"'], leastTitle: '5 "folk"', needsNote: true };
  const notes = [row('7 of 114'), row('7 match')];
  const [whole, least, cut] = [30, 23, 19].map(
    (width) => frameLines(frame(width, { ...words, notes }), [])[0],
  );

  expect(whole).toBe('┌─ 5 Single "folk" ─ 7 match ┐');
  expect(least).toBe('┌─ 5 "folk" ─ 7 match ┐');
  expect(cut).toBe('┌─ 5 "… ─ 7 match ┐');
});

test('a note that must be read has a shorter title beside it, where both fit', () => {
  const titles = ['4 Genres by tracks', '4 Genres'];
  const notes = [row('10 of 114'), row('10')];
  const [short, needed, fewer, neither] = [
    frame(31, { titles }),
    frame(31, { titles, notes, needsNote: true }),
    frame(22, { titles, notes, needsNote: true }),
    frame(16, { titles, notes, needsNote: true }),
  ].map((one) => frameLines(one, [])[0]);

  expect(short).toBe('┌─ 4 Genres by tracks ────────┐');
  expect(needed).toBe('┌─ 4 Genres ─────── 10 of 114 ┐');
  expect(fewer).toBe('┌─ 4 Genres ───── 10 ┐');
  expect(neither).toBe('┌─ 4 Genres ───┐');
});

test('a pane without a border has its title above, where there is room', () => {
  const bare = frame(20, { chrome: 'bare' });

  expect(frameLines(bare, [row('folk')])).toEqual([
    '4 Genres · 10 of 114',
    'folk                ',
    '                    ',
  ]);
});

test('a single line marks the focus', () => {
  const rect = { left: 0, top: 0, width: 12, height: 1 };

  const lines = [false, true].map((isFocused) =>
    frameLines(frame(12, { chrome: 'line', rect, isFocused }), [row('balanced')]).join(),
  );

  expect(lines).toEqual([' balanced   ', '▸balanced   ']);
});
