import { ConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';
import type { IngestionPreview, ShownPreview } from '../../engine/protocol.ts';

/**
 * Refuses a start that was confirmed on other grounds than hold now: nobody has agreed to this.
 *
 * @throws `COMMAND_REFUSED`
 */
export function requireSameAsShown(confirmed: ShownPreview, now: IngestionPreview): void {
  const { shown } = now;
  const names = Object.keys(shown) as (keyof ShownPreview)[];
  if (names.every((name) => confirmed[name] === shown[name])) return;
  const what =
    confirmed.engine === shown.engine ? `now ${actionNow(now)}` : 'it came from an earlier engine';
  throw new ConsoleError(
    'COMMAND_REFUSED',
    `Nothing was started: what the preview showed no longer holds, ${what}`,
    { hint: 'Look at a new preview and confirm that.' },
  );
}

function actionNow({ action, source }: IngestionPreview): string {
  const name = source?.name ?? 'the data set';
  switch (action.kind) {
    case 'start':
      return `${name} would be published from its first row`;
    case 'resume':
      return `${name} would go on at row ${formatCount(action.fromRow + 1)}`;
    case 'after-download':
      return 'the data set would have to be downloaded';
    case 'nothing-to-do':
      return `all of ${name} is in the topic`;
    case 'refused':
      return `it would be refused: ${action.failure.message}`;
  }
}
