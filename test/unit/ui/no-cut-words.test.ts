import { expect, test } from 'vitest';
import { reduce } from '../../../src/state/store.ts';
import { footerLine } from '../../../src/ui/chrome/footer-line.ts';
import { headerLine } from '../../../src/ui/chrome/header-line.ts';
import { dialogContent } from '../../../src/ui/dialogs/dialog-content.ts';
import { dialogRows, dialogTextWidth } from '../../../src/ui/dialogs/dialog-rows.ts';
import { initialScreen } from '../../../src/ui/screen/screen-reducer.ts';
import type { ActionRecord, Dialog } from '../../../src/ui/screen/screen-state.ts';
import { createTheme } from '../../../src/ui/theme.ts';
import { rowText } from '../../support/screen/row-text.ts';
import { NOW, SCENES } from '../../support/ui/scenes.ts';
import { withShortData } from '../../support/ui/short-data.ts';

const THEME = createTheme({ colour: 'none', ascii: false });
const WIDTHS = Array.from({ length: 141 }, (_, index) => 20 + index);
const WORST = withShortData({
  ...SCENES.paused,
  state: reduce(SCENES.paused.state, {
    type: 'topic/unreachable',
    failure: { code: 'BROKER_UNREACHABLE', message: 'no', hint: null },
    since: NOW,
    retryAt: NOW,
    at: NOW,
  }),
});
const VIEWS = [...Object.values(SCENES).map(withShortData), WORST];

/** Lines with an ellipsis, each with its width. */
function cutAt(linesAt: (width: number) => readonly string[]): string[] {
  return WIDTHS.flatMap((width) =>
    linesAt(width)
      .filter((line) => line.includes('…'))
      .map((line) => `${width} ${line}`),
  );
}

test('the header cuts no word, whatever must be said in it', () => {
  const view = { ...initialScreen.view, frozenSince: NOW };
  const frames = VIEWS.flatMap((live) =>
    [initialScreen, { ...initialScreen, view }].map((screen) => ({
      live,
      shown: live,
      screen,
      now: NOW,
    })),
  );

  expect(cutAt((width) => frames.map((frame) => rowText(headerLine(frame, width, THEME))))).toEqual(
    [],
  );
});

test('the footer cuts no word, with keys or while a filter is typed', () => {
  const typing = { ...initialScreen, isTyping: true };
  const helping: typeof initialScreen = { ...initialScreen, dialog: { name: 'help', scroll: 0 } };
  const lineAt = (width: number) =>
    [initialScreen, typing, helping].flatMap((screen) =>
      VIEWS.map((mirrorView) =>
        rowText(footerLine(screen, { mirrorView, view: screen.view }, width, THEME)),
      ),
    );

  expect(cutAt(lineAt)).toEqual([]);
});

const PREVIEW = {
  source: { name: 'f', isDemo: true, sha256: 'ab'.repeat(32), bytes: 20_100_000 },
  downloads: ['u'],
  topic: 't',
  shown: { engine: 'e', sha256: null, action: 'start', fromRow: null },
} as const;

const ENGINE = { engine: 'e' } as const;

const DIALOGS: readonly Dialog[] = [
  { name: 'help', scroll: 0 },
  { name: 'action-log' },
  { name: 'export-menu' },
  { name: 'stop-ingestion', ...ENGINE, begunAt: 1 },
  { name: 'submit-spark', ...ENGINE },
  { name: 'stop-spark', ...ENGINE, begunAt: 1 },
  { name: 'leave', ...ENGINE, work: 'works' },
  ...(
    [
      { kind: 'start' },
      { kind: 'resume', fromRow: 9, acknowledged: 8 },
      { kind: 'nothing-to-do', acknowledged: 8 },
      { kind: 'refused', failure: { code: 'DISK_FULL', message: 'no', hint: 'h' } },
      { kind: 'after-download' },
    ] as const
  ).map((action): Dialog => {
    const preview = { status: 'answered', preview: { ...PREVIEW, action } } as const;
    return { name: 'start-ingestion', ...ENGINE, ticket: 1, preview };
  }),
];

const ACTIONS: readonly ActionRecord[] = [
  { id: 1, at: NOW, text: 'setting the rate limit', command: 'c', outcome: 'under way' },
];

test.each(DIALOGS)('the dialog $name cuts no word', (dialog) => {
  const linesAt = (width: number) => {
    const size = { columns: width, rows: 200 };
    const page = { width: dialogTextWidth(width), theme: THEME };
    const content = dialogContent(dialog, { live: WORST, actions: ACTIONS }, page);
    return dialogRows(dialog, content, size, THEME).map(rowText);
  };

  expect(cutAt(linesAt)).toEqual([]);
});
