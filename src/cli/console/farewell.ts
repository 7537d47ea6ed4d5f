import type { Failure } from '../../state/events.ts';
import type { Departure } from '../../ui/screen/departure.ts';

/** The line on the terminal after the screen: what goes on, and how to come back to it. */
export function farewell(departure: Departure): string {
  switch (departure.engine) {
    case 'goes-on':
      return `The engine goes on (process ${departure.pid}); trackdeck comes back to it, trackdeck engine stop ends it.`;
    case 'stopping':
      return `The engine (process ${departure.pid}) is still stopping; trackdeck engine status tells.`;
    case 'stopped':
      return departure.failure === null
        ? 'The engine has stopped; everything is saved.'
        : `The engine has stopped, but not everything is saved. ${failureText(departure.failure)}`;
    case 'gone':
      return `The engine (process ${departure.pid}) is gone without a last word. What it had saved is kept; the next start counts the rest again from the topic, and none twice.`;
    case 'unreachable':
      return 'No engine answers; trackdeck starts one.';
    default:
      return departure satisfies never;
  }
}

function failureText({ code, message, hint }: Failure): string {
  return `${code}: ${message}${hint === null ? '' : `\n  ${hint}`}`;
}
