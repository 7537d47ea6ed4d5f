import { Box } from 'ink';
import { Pane } from '../components/pane.tsx';
import { innerRect, type PaneFrame } from '../components/pane-frame.ts';
import { listRoom } from '../layout/list-room.ts';
import { type Column, fitColumns, headerRow, itemRow } from '../tables/columns.ts';
import { MAX_INK_TABLE_ROWS, TopTable } from '../tables/top-table.tsx';
import { fittingRow } from '../text/fitting-row.ts';
import { type Row, row, span } from '../text/row.ts';

type ListPaneProps<Item> = {
  readonly frame: PaneFrame;
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly scroll: number;
  /** Why there is no row, where there is none, in ever fewer words. */
  readonly emptyTexts: readonly string[];
};

/** A ranking: ink-table while it is short, rows of our own where it is long. */
export function ListPane<Item>({ frame, columns, items, scroll, emptyTexts }: ListPaneProps<Item>) {
  const inner = innerRect(frame);
  const { ellipsis } = frame.theme.glyphs;
  const room = listRoom(inner.height);
  const hasHeader = room < inner.height;
  const visible = items.slice(scroll, scroll + room);
  if (visible.length === 0) {
    const texts = emptyTexts.map((text) => row(span(text, 'quiet')));
    return <Pane frame={frame} rows={[fittingRow(inner.width, ...texts)]} />;
  }
  const fitted = fitColumns(columns, visible, inner.width);
  if (!hasHeader || visible.length > MAX_INK_TABLE_ROWS) {
    const rows: readonly Row[] = visible.map((item) => itemRow(fitted, item, ellipsis));
    return <Pane frame={frame} rows={hasHeader ? [headerRow(fitted, ellipsis), ...rows] : rows} />;
  }
  return (
    <>
      <Pane frame={frame} rows={[]} />
      <Box position="absolute" left={inner.left} top={inner.top} height={inner.height}>
        <TopTable columns={fitted} items={visible} theme={frame.theme} />
      </Box>
    </>
  );
}
