import { ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';

/**
 * The one attempt that is left when a stop was asked for.
 *
 * @param records - counted and not saved yet
 * @throws `LAST_SAVE_FAILED`, or `MEMBER_FENCED`: then somebody else counts them
 */
export function saveForTheLastTime(save: () => void, records: number): void {
  try {
    save();
  } catch (error) {
    const failure = toConsoleError(error);
    if (failure.code === 'MEMBER_FENCED') throw failure;
    const what = records === 1 ? '1 record' : `${formatCount(records)} records`;
    throw lastSaveFailed(
      `The last save failed: ${what} counted since the save before are not saved`,
      'Nothing is lost: the next start counts them again from the topic, and none twice',
      failure,
    );
  }
}

/** The exports are older than what is counted, which is saved. */
export function exportsNotSaved(thrown: unknown): ConsoleError {
  return lastSaveFailed(
    'The exports could not be saved on stopping and are those of the save before',
    'What was counted is saved: the next start exports it',
    toConsoleError(thrown),
  );
}

function lastSaveFailed(what: string, next: string, failure: ConsoleError): ConsoleError {
  const { code, message, hint } = failure;
  return new ConsoleError('LAST_SAVE_FAILED', `${what} (${code}: ${message})`, {
    hint: hint === undefined ? `${next}.` : `${next}. ${hint}`,
    cause: failure,
  });
}
