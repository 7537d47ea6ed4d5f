import { createInterface } from 'node:readline/promises';
import { ConsoleError } from '../domain/errors.ts';

type Question = {
  readonly question: string;
  /** What needs the answer, as the rest of a sentence. */
  readonly what: string;
  /** Said when Ctrl+C is the answer. */
  readonly interrupted: string;
};

/**
 * Whether the operator types `y`.
 *
 * @throws `CONFIRMATION_NEEDED` where stdin is no terminal, `INTERRUPTED`
 */
export async function confirmed(asked: Question): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ConsoleError(
      'CONFIRMATION_NEEDED',
      `Nobody is there to confirm ${asked.what}: stdin is no terminal`,
      { hint: 'Nothing was done; with --yes the same command does it without asking.' },
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+D closes the prompt without an answer.
  const left = new AbortController();
  prompt.once('close', () => left.abort());
  try {
    const answer = await prompt.question(asked.question, { signal: left.signal });
    return answer.trim() === 'y';
  } catch (error) {
    if (left.signal.aborted) return false;
    throw new ConsoleError('INTERRUPTED', asked.interrupted, { cause: error });
  } finally {
    prompt.close();
  }
}
