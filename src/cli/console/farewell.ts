import { standardStateDir } from '../../config.ts';
import { printableText } from '../../domain/printable-text.ts';
import type { Failure } from '../../state/events.ts';
import type { Departure } from '../../ui/screen/departure.ts';
import { shellWord } from '../../ui/text/shell-word.ts';

/** The line on the terminal after the screen: what goes on, and how to come back to it. */
export function farewell(departure: Departure, stateDir: string): string {
  const place = placeFlag(stateDir);
  switch (departure.engine) {
    case 'goes-on':
      return `The engine goes on (process ${departure.pid}); trackdeck${place} comes back to it, trackdeck engine stop${place} ends it.`;
    case 'stopping':
      return `The engine (process ${departure.pid}) is still stopping; trackdeck engine status${place} tells.`;
    case 'stopped':
      return departure.failure === null
        ? 'The engine has stopped; everything is saved.'
        : `The engine has stopped, but not everything is saved. ${failureText(departure.failure)}`;
    case 'gone':
      return `The engine (process ${departure.pid}) is gone without a last word. What it had saved is kept; the next start counts the rest again from the topic, and none twice.`;
    case 'unreachable':
      return `No engine answers; trackdeck${place} starts one.`;
    default:
      return departure satisfies never;
  }
}

/** Without it the commands would lead to the engine of another directory. */
function placeFlag(stateDir: string): string {
  return stateDir === standardStateDir ? '' : ` --state-dir ${printableText(shellWord(stateDir))}`;
}

function failureText({ code, message, hint }: Failure): string {
  return `${code}: ${message}${hint === null ? '' : `\n  ${hint}`}`;
}
