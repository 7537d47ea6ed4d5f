import { demo, figure, limitRate, startIngestion, untilAtRest } from './operator.ts';
import type { ScreenPlace } from './screen-place.ts';
import { type StartScreenOptions, startScreen } from './start-screen.ts';
import type { TerminalProgram } from './terminal-program.ts';

/** More than any story waits for. */
const ROWS = 20_000;

/** A screen in the middle of an ingestion of 1,000 rows per second. */
export async function startSlowIngestion(
  place: ScreenPlace,
  options: StartScreenOptions = {},
): Promise<TerminalProgram> {
  const screen = startScreen(place, { columns: 160, rows: 50, args: demo(ROWS), ...options });
  await untilAtRest(screen);
  await limitRate(screen, '1,000');
  await startIngestion(screen);
  await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) > 300);
  return screen;
}
