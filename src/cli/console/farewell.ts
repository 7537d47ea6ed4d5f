import type { Config } from '../../config.ts';
import type { Failure } from '../../state/events.ts';
import type { Departure } from '../../ui/screen/departure.ts';
import { onStateDir } from '../on-state-dir.ts';

type Place = Pick<Config, 'stateDir' | 'attachOnly'>;

/** The line on the terminal after the screen: what goes on, and how to come back to it. */
export function farewell(departure: Departure, { stateDir, attachOnly }: Place): string {
  const say = (command: string) => onStateDir(command, stateDir);
  switch (departure.engine) {
    case 'goes-on':
      return `The engine goes on (process ${departure.pid}); ${say('trackdeck')} comes back to it, ${say('trackdeck engine stop')} ends it.`;
    case 'stopping':
      return `The engine (process ${departure.pid}) is still stopping; ${say('trackdeck engine status')} tells.`;
    case 'silent':
      return `The engine (process ${departure.pid}) says nothing: it may be stopped or its machine overloaded. kill -CONT ${departure.pid} wakes one that is stopped, kill -9 ${departure.pid} ends it; ${say('trackdeck')} comes back to it, or starts another.`;
    case 'stopped':
      return departure.failure === null
        ? 'The engine has stopped; everything is saved.'
        : `The engine has stopped, but not everything is saved. ${failureText(departure.failure)}`;
    case 'gone':
      return `The engine (process ${departure.pid}) is gone without a last word. What it had saved is kept; the next start counts the rest again from the topic, and none twice.`;
    case 'unreachable':
      return attachOnly
        ? `No engine answers, and --attach-only starts none: ${say('trackdeck consume')} or ${say('trackdeck engine start')} does.`
        : `No engine answers; ${say('trackdeck')} starts one.`;
    default:
      return departure satisfies never;
  }
}

function failureText({ code, message, hint }: Failure): string {
  return `${code}: ${message}${hint === null ? '' : `\n  ${hint}`}`;
}
