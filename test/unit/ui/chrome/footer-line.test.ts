import { expect, test } from 'vitest';
import { footerLine } from '../../../../src/ui/chrome/footer-line.ts';
import { initialScreen } from '../../../../src/ui/screen/screen-reducer.ts';
import type { ScreenState } from '../../../../src/ui/screen/screen-state.ts';
import { createTheme } from '../../../../src/ui/theme.ts';
import { INGEST_STARTED, liveView, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { rowText } from '../../../support/screen/row-text.ts';

const THEME = createTheme({ colour: 'none', ascii: false });

function footer(
  { screen = initialScreen, mirrorView = liveView() }: FooterOf = {},
  width = 100,
): string {
  return rowText(footerLine(screen, { mirrorView, view: screen.view }, width, THEME));
}

type FooterOf = {
  readonly screen?: ScreenState;
  readonly mirrorView?: ReturnType<typeof liveView>;
};

test('at rest it offers the ingestion first', () => {
  expect(footer()).toBe(
    'I ingest  p pause consumer  e snapshot  1-7 panes  + zoom  z freeze  ? help  q quit',
  );
});

test('during an ingestion it offers what steers it', () => {
  const mirrorView = liveView(INGEST_STARTED);

  expect(footer({ mirrorView })).toBe(
    'p pause consumer  P pause producer  X stop  { } rate  e snapshot  1-7 panes  + zoom  ? help  q quit',
  );
});

test('an engine is not offered what it cannot do', () => {
  const view = liveView();
  const mirrorView = {
    ...view,
    engine: view.engine && { ...view.engine, commands: ['pause-consumption', 'shutdown'] as const },
  };

  expect(footer({ mirrorView })).toMatch(/^p pause consumer {2}1-7 panes/);
});

test('what is paused can be resumed', () => {
  const mirrorView = liveView(
    INGEST_STARTED,
    { type: 'consumer/paused', at: STARTED_AT },
    { type: 'ingest/paused', at: STARTED_AT },
  );

  expect(footer({ mirrorView })).toMatch(/^p resume consumer {2}P resume producer/);
});

test('what resumes it comes first, so that a narrow footer has it', () => {
  const paused = { type: 'consumer/paused', at: STARTED_AT } as const;
  const ingestPaused = { type: 'ingest/paused', at: STARTED_AT } as const;

  expect(footer({ mirrorView: liveView(paused) }, 40)).toBe('p resume consumer  ? help  q quit');
  expect(footer({ mirrorView: liveView(INGEST_STARTED, ingestPaused) }, 40)).toBe(
    'P resume producer  ? help  q quit',
  );
});

test('without an engine it offers to start one', () => {
  const failure = { code: 'ENGINE_UNREACHABLE', message: 'gone', hint: null } as const;
  const mirrorView = {
    ...liveView(),
    link: { name: 'lost', since: STARTED_AT, failure } as const,
  };

  expect(footer({ mirrorView })).toMatch(/^S start engine {2}1-7 panes/);
  expect(footer({ mirrorView: { ...mirrorView, mayStart: false } })).toMatch(/^1-7 panes/);
});

test('of an engine that is silent it offers neither a start nor commands', () => {
  const link = { name: 'silent', since: STARTED_AT } as const;

  expect(footer({ mirrorView: { ...liveView(INGEST_STARTED), link } })).toMatch(/^1-7 panes/);
});

test('a narrow screen shows as many keys as fit, help and the way out always', () => {
  expect(footer({}, 30)).toBe('I ingest  ? help  q quit');
});

test('while frozen the way back is always there too', () => {
  const view = { ...initialScreen.view, frozenSince: STARTED_AT };
  const screen = { ...initialScreen, view };
  const mirrorView = liveView(INGEST_STARTED);

  expect(footer({ screen, mirrorView }, 80)).toBe(
    'p pause consumer  P pause producer  X stop  { } rate  z thaw  ? help  q quit',
  );
  expect(footer({ screen, mirrorView }, 30)).toBe('p  z thaw  ? help  q quit');
  expect(footer({ screen, mirrorView }, 160)).toMatch(/\+ zoom {2}z thaw {2}\? help {2}q quit$/);
});

test('what was just said stands before the keys, failures with their word', () => {
  const flash = { level: 'error', text: 'DISK_FULL: No space\x1b[2J' } as const;

  expect(footer({ screen: { ...initialScreen, flash } })).toBe(
    'FAILED DISK_FULL: No space·[2J  I ingest  p pause consumer  e snapshot  1-7 panes  ? help  q quit',
  );
});

test('while a dialog is open it shows the keys of the dialog, since no other works', () => {
  const dialog = { name: 'stop-ingestion', engine: 'engine-1', begunAt: 1 } as const;

  expect(footer({ screen: { ...initialScreen, dialog } })).toBe('y yes, stop  Esc cancel');
});

test('without room for all that was just said, its first clause has the row to itself', () => {
  const flash = { level: 'warning', text: 'No ingestion is under way; I starts one' } as const;
  const screen = { ...initialScreen, flash };

  expect(footer({ screen }, 60)).toBe('! No ingestion is under way; I starts one  ? help  q quit');
  expect(footer({ screen }, 50)).toBe('! No ingestion is under way; I starts one');
  expect(footer({ screen }, 40)).toBe('! No ingestion is under way');
});

test('of a path that has no room the end is kept, and the keys go before its last name does', () => {
  const directory = '/srv/trackdeck/output/snapshots/2026-11-29T20-53-00Z';
  const flash = { level: 'info', text: 'Snapshot of 2.1 MB in', path: directory } as const;
  const screen = { ...initialScreen, flash };

  expect(footer({ screen }, 91)).toBe(`Snapshot of 2.1 MB in ${directory}  ? help  q quit`);
  expect(footer({ screen }, 80)).toBe(
    'Snapshot of 2.1 MB in …/output/snapshots/2026-11-29T20-53-00Z  ? help  q quit',
  );
  expect(footer({ screen }, 50)).toBe('Snapshot of 2.1 MB in …/2026-11-29T20-53-00Z');
});

test('a text being typed takes the whole line', () => {
  const view = { ...initialScreen.view, focus: 'genres' } as const;
  const filter = { ...view.filter, genres: 'rock' };

  expect(footer({ screen: { ...initialScreen, isTyping: true, view: { ...view, filter } } })).toBe(
    'filter genres: rock_  Enter keep  Ctrl+U clear  Esc drop',
  );
});

test('a failure and what to do are two sentences; without room it says where both stand', () => {
  const text = 'DISK_FULL: No space left to write /output/rejects.csv';
  const flash = { level: 'error', text, hint: 'Make room, then press I again.' } as const;
  const screen = { ...initialScreen, flash };
  const asked = { ...flash, text: 'Who is it?' };

  expect(footer({ screen })).toBe(`FAILED ${text}. Make room, then press I again.`);
  expect(footer({ screen }, 80)).toBe(`FAILED ${text}; @ tells more`);
  expect(footer({ screen }, 70)).toBe(`FAILED ${text}`);
  expect(footer({ screen: { ...screen, flash: asked } })).toMatch(/^FAILED Who is it\? Make room/);
});
