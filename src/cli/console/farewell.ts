import type { Departure } from '../../ui/screen/departure.ts';

/** The line on the terminal after the screen: what goes on, and how to come back to it. */
export function farewell(departure: Departure): string {
  switch (departure.engine) {
    case 'goes-on':
      return `The engine goes on (process ${departure.pid}); trackdeck comes back to it, trackdeck engine stop ends it.`;
    case 'stopping':
      return `The engine (process ${departure.pid}) is still stopping; trackdeck engine status tells.`;
    case 'stopped':
      return 'The engine has stopped; everything is saved.';
    case 'unreachable':
      return 'No engine answers; trackdeck starts one.';
    default:
      return departure satisfies never;
  }
}
