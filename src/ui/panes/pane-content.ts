import type { Row } from '../text/row.ts';

/** What stands in a pane. */
export type PaneContent = {
  readonly rows: readonly Row[];
  /** Whether a spinner turns in its first cell. */
  readonly isBusy: boolean;
};
