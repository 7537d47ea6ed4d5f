import { expect, test } from 'vitest';
import { dialogContent } from '../../../../src/ui/dialogs/dialog-content.ts';
import { dialogTextRows, dialogTextWidth } from '../../../../src/ui/dialogs/dialog-rows.ts';
import type { DialogText } from '../../../../src/ui/dialogs/dialog-text.ts';
import { dialogPage, pageExtent } from '../../../../src/ui/dialogs/text-pages.ts';
import type { Row } from '../../../../src/ui/text/row.ts';
import { createTheme } from '../../../../src/ui/theme.ts';
import { type ScrollMove, scrolledTo } from '../../../../src/ui/view/scrolling.ts';
import { liveView } from '../../../support/screen/mirror-views.ts';
import { rowText } from '../../../support/screen/row-text.ts';

const THEME = createTheme({ colour: 'none', ascii: false });

const WIDTHS = [20, 34, 60, 80, 120, 160];
const HEIGHTS = Array.from({ length: 96 }, (_, index) => index + 5);

const SIZES = WIDTHS.flatMap((width) => {
  const text = helpOn(width);
  return HEIGHTS.map((height) => ({ width, height, text, visible: dialogTextRows(height) }));
});

function helpOn(columns: number): DialogText {
  const page = { width: dialogTextWidth(columns), theme: THEME };
  return dialogContent({ name: 'help' }, { live: liveView(), actions: [] }, page);
}

/** What is read of a text from one of its ends to the other, page by page. */
function pagesOf(text: DialogText, visible: number, move: ScrollMove): readonly (readonly Row[])[] {
  const pages: (readonly Row[])[] = [];
  let scroll = move === 'page-up' ? text.rows.length : 0;
  for (let from = -1; scroll !== from; ) {
    const { first, shown } = dialogPage(text, scroll, visible);
    pages.push(shown);
    from = first;
    const extent = { rows: text.rows.length, visible, page: pageExtent(text, first, visible) };
    scroll = scrolledTo(move, first, extent);
  }
  return pages;
}

/** Runs of rows that belong together. */
function blocksOf({ rows, keptWithNext }: DialogText): readonly (readonly Row[])[] {
  const blocks: Row[][] = [[]];
  for (const row of rows) {
    blocks.at(-1)?.push(row);
    if (keptWithNext?.has(row) !== true) blocks.push([]);
  }
  return blocks;
}

test.each<ScrollMove>(['page-down', 'page-up'])(
  '%s leaves out no row of the help, at any size',
  (move) => {
    const unread = SIZES.filter(({ text, visible }) => {
      const read = new Set(pagesOf(text, visible, move).flat());
      return text.rows.some((row) => !read.has(row));
    });

    expect(unread.map(({ width, height }) => `${width}x${height}`)).toEqual([]);
  },
);

test.each<ScrollMove>(['page-down', 'page-up'])(
  '%s tears no key of the help from what it does, where both fit',
  (move) => {
    const torn = SIZES.flatMap(({ width, height, text, visible }) => {
      const pages = pagesOf(text, visible, move);
      const isTorn = (block: readonly Row[]) =>
        block.length <= visible && pages.every((page) => block.some((row) => !page.includes(row)));
      return blocksOf(text)
        .filter(isTorn)
        .map((block) => `${width}x${height}: ${block.map(rowText)}`);
    });

    expect(torn).toEqual([]);
  },
);

test('from no row on a page of the help ends with what belongs to the next one, if that fits', () => {
  const bare = SIZES.flatMap(({ width, height, text, visible }) =>
    text.rows.flatMap((_, scroll) => {
      const { first, shown } = dialogPage(text, scroll, visible);
      const last = shown.at(-1);
      const isKept = last !== undefined && text.keptWithNext?.has(last) === true;
      const startsBlock = shown.every((row) => text.keptWithNext?.has(row) === true);
      return isKept && !startsBlock ? [`${width}x${height} from ${first}`] : [];
    }),
  );

  expect(bare).toEqual([]);
});
