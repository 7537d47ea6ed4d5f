import { standardStateDir } from '../config.ts';
import { printableText } from '../domain/printable-text.ts';
import { shellWord } from '../ui/text/shell-word.ts';

/**
 * A trackdeck command as it leads to the engine of this state directory; where that is the standard
 * one, no flag is needed.
 */
export function onStateDir(command: string, stateDir: string): string {
  if (stateDir === standardStateDir) return command;
  return `${command} --state-dir ${printableText(shellWord(stateDir))}`;
}
