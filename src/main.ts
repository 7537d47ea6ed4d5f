import { createProgram } from './cli/program.ts';
import { ConsoleError, toConsoleError } from './domain/errors.ts';
import { printableText } from './domain/printable-text.ts';

/**
 * Runs the command line and returns the exit code: 0 done, 1 failed, 2 usage or configuration,
 * 128 + signal when stopped by one.
 */
export async function main(args: readonly string[]): Promise<number> {
  watchOutput();
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    return reportFailure(error);
  }
  return exitCode;
}

/**
 * `trackdeck … | head` closes our stdout: that ends the printing, not the work. A result that could
 * not be written for another reason, say a full disk, must not look like success.
 */
function watchOutput(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A closed terminal fails with EIO.
    if (error.code === 'EPIPE' || (error.code === 'EIO' && process.stdout.isTTY)) return;
    const failure = new ConsoleError('FILE_FAILED', `Writing to stdout failed (${error.code})`);
    process.once('exit', () => {
      process.exitCode = reportFailure(failure);
    });
  });
}

function reportFailure(thrown: unknown): number {
  const commanderCode = (thrown as { readonly exitCode?: unknown; readonly code?: unknown }).code;
  if (typeof commanderCode === 'string' && commanderCode.startsWith('commander.')) {
    return (thrown as { readonly exitCode: number }).exitCode === 0 ? 0 : 2;
  }
  const failure = toConsoleError(thrown);
  const hint = failure.hint === undefined ? '' : `\n  ${failure.hint}`;
  const lines = `trackdeck: ${failure.code}: ${failure.message}${hint}`.split('\n');
  // A message may quote a file's content or name, which must not act on the terminal.
  process.stderr.write(`${lines.map(printableText).join('\n')}\n`);
  return failure.exitCode;
}
