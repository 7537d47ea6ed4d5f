import { createInterface } from 'node:readline/promises';
import { ConsoleError } from '../domain/errors.ts';

type Question = {
  readonly question: string;
  /** Said where nobody can answer. */
  readonly nobody: string;
  /** What to say instead of answering. */
  readonly command: string;
  /** Said when Ctrl+C is the answer. */
  readonly interrupted: string;
};

/**
 * Whether the operator types `y`.
 *
 * @throws `CONFIG_INVALID` where stdin is no terminal, `INTERRUPTED`
 */
export async function confirmed(asked: Question): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ConsoleError('CONFIG_INVALID', asked.nobody, {
      hint: `Say ${asked.command} to do the above without being asked.`,
    });
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
