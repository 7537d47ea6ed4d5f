import { ConsoleError } from '../../domain/errors.ts';

/**
 * Refuses a stop where nothing is under way, and one that was meant for something else.
 *
 * @param meant - when that was begun; `undefined`: whatever it is
 * @param underWay - `undefined` where nothing is; its `begunAt` is `null` while it is in no state yet
 * @throws `COMMAND_REFUSED`
 */
export function requireMeantRun(
  what: 'ingestion' | 'run on Spark',
  meant: number | undefined,
  underWay: { readonly begunAt: number | null } | undefined,
): void {
  if (underWay === undefined) {
    throw new ConsoleError('COMMAND_REFUSED', `No ${what} is under way that could be stopped`);
  }
  if (meant === undefined || meant === underWay.begunAt) return;
  throw new ConsoleError('COMMAND_REFUSED', `The ${what} that was to stop has ended already`, {
    hint: 'Another one has begun since, and goes on.',
  });
}
