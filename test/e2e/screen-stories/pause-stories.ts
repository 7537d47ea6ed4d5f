import { expect, test } from 'vitest';
import { askEngine } from '../../support/cli/engine-client.ts';
import {
  demo,
  figure,
  limitRate,
  startIngestion,
  untilAtRest,
} from '../../support/terminal/operator.ts';
import type { OpenPlace, ScreenPlace } from '../../support/terminal/screen-place.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };
/** More than come in while a story looks at them. */
const ROWS = 20_000;

async function liftLimit({ socketPath }: ScreenPlace): Promise<void> {
  await askEngine(socketPath, 'POST', '/commands/limit-rate', { rowsPerSecond: null });
}

/** What stands still goes on where it stood. */
export function pauseStories(openPlace: OpenPlace): void {
  test('p stops the counting while the ingestion goes on, and p lets it catch up', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(ROWS) });
    await untilAtRest(screen);
    await limitRate(screen, '1,000');
    await startIngestion(screen);
    await screen.untilScreen('some counted', (text) => (figure(text, 'counted') ?? 0) > 200);

    screen.press('p');
    const paused = await screen.untilShown('CONSUMPTION PAUSED since');
    const later = await screen.untilScreen(
      'the lag to have grown while nothing was counted',
      (text) => (figure(text, 'lag') ?? 0) > (figure(paused, 'lag') ?? 0) + 1_000,
    );
    screen.press('p');
    await liftLimit(place);
    const end = await screen.untilScreen('the end', (text) => figure(text, 'counted') === ROWS);

    expect(figure(later, 'in this run')).toBe(figure(paused, 'in this run'));
    expect(figure(later, 'acknowledged')).toBeGreaterThan(figure(paused, 'acknowledged') ?? 0);
    expect(later).toMatch(/p resume/);
    expect(end).not.toMatch(/PAUSED/);
  });

  test('P stops the ingestion where it is and P lets it go on', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(ROWS) });
    await untilAtRest(screen);
    await limitRate(screen, '1,000');
    await startIngestion(screen);
    await screen.untilScreen('some rows', (text) => (figure(text, 'acknowledged') ?? 0) > 200);

    screen.press('P');
    await screen.untilShown('INGESTION PAUSED since');
    const still = await screen.untilScreen(
      'all to have arrived and be counted',
      (text) => figure(text, 'in flight') === 0 && figure(text, 'lag') === 0,
    );
    const later = await screen.untilShown(/newest record +([2-9] s|\d\d s|\d+ m)/);
    screen.press('P');
    await liftLimit(place);
    const end = await screen.untilScreen('the end', (text) => figure(text, 'counted') === ROWS);

    expect(figure(later, 'acknowledged')).toBe(figure(still, 'acknowledged'));
    expect(end).not.toMatch(/PAUSED/);
  });

  test('z freezes the panes while the engine goes on, and says what is missed', async () => {
    const place = openPlace();
    const screen = startScreen(place, { ...SIZE, args: demo(3_000) });
    await untilAtRest(screen);

    screen.press('z');
    const frozen = await screen.untilShown('FROZEN at');
    screen.press('I');
    await screen.untilShown('y yes, start');
    screen.press('y');
    const missed = await screen.untilShown('3,000 records not shown');
    screen.press('z');
    const thawed = await screen.untilScreen('thawed', (text) => figure(text, 'counted') === 3_000);

    expect(figure(frozen, 'rows read')).toBe(figure(missed, 'rows read'));
    expect(thawed).not.toMatch(/FROZEN/);
  });
}
