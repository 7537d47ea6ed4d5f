import { expect, test } from 'vitest';
import { dialogExtent } from '../../../../src/ui/dialogs/dialog-extent.ts';
import { initialScreen } from '../../../../src/ui/screen/screen-reducer.ts';
import type { Dialog } from '../../../../src/ui/screen/screen-state.ts';
import { createTheme } from '../../../../src/ui/theme.ts';
import { liveView } from '../../../support/screen/mirror-views.ts';

const THEME = createTheme({ colour: 'none', ascii: false });

function extentOf(dialog: Dialog | null, columns: number) {
  const frame = { live: liveView(), screen: { ...initialScreen, dialog } };
  return dialogExtent(frame, { columns, rows: 11 }, THEME);
}

test('a text that is wrapped into more rows can be moved further', () => {
  const stop = { name: 'stop-ingestion', engine: 'e', begunAt: 1 } as const;

  expect(extentOf(stop, 120)).toMatchObject({ rows: 2, visible: 6 });
  expect(extentOf(stop, 30)).toMatchObject({ rows: 4, visible: 6 });
});

test('without a dialog there is nothing to move', () => {
  expect(extentOf(null, 80)).toEqual({ rows: 0, visible: 6 });
});
