import { formatCount } from '../../domain/format.ts';
import type { ConsoleState } from '../../state/store.ts';
import type { PaneArea } from './pane-area.ts';

/** Records that wait, as a number: `12`, or `12?` where the broker does not tell of newer ones. */
export type LagText = (lag: number) => string;

export function lagText({ topic }: Pick<ConsoleState, 'topic'>, { glyphs }: PaneArea): LagText {
  const isOld = (topic?.unreachable ?? null) !== null;
  return (lag) => `${formatCount(lag)}${isOld ? glyphs.stale : ''}`;
}
