import { type Field, fieldRow } from '../text/field-rows.ts';
import type { Row } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';

/** Fields side by side over the width of a pane. */
export function paneFields({ width }: PaneArea, ...fields: readonly Field[]): Row {
  return fieldRow(fields, width);
}
