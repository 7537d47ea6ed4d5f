import { expect, test } from 'vitest';
import { engineState } from '../../support/cli/engine-client.ts';
import { repeatedHardRows } from '../../support/csv/hard-rows.ts';
import { untilWholeFrame } from '../../support/terminal/frame-faults.ts';
import { limitRate, startIngestion, untilAtRest } from '../../support/terminal/operator.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';
import type { TerminalSize } from '../../support/terminal/terminal-program.ts';

const FIRST_SIZE: TerminalSize = { columns: 120, rows: 40 };
const SIZES = 240;
/** Of them those before the ingestion, whose preview can be read then. */
const SIZES_AT_REST = 20;
const SEED = 20_260_501;

/** Sizes from 20×5 to 300×100, small ones as often as large ones; the same ones every time. */
function* randomSizes(count: number): Generator<TerminalSize> {
  let state = SEED;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const between = (least: number, most: number) => Math.round(least * (most / least) ** random());
  for (let size = 0; size < count; size += 1) {
    yield { columns: between(20, 300), rows: between(5, 100) };
  }
}

const DIALOG = /┏━ [A-Z]/;
/** Nor a question in the last row, where a dialog would cover all. */
const FREE = /^(?!.*(┏━ [A-Z]|\? {2}[dy] ))/s;

/** One key at a size, and what shows that it has been done. */
type Keys = readonly (readonly [key: string, shown: RegExp])[];

const KEYS_AT_REST: Keys = [
  ['I', /┏━ Start/],
  ['j', DIALOG],
  ['j', DIALOG],
  ['escape', FREE],
];

const KEYS: Keys = [
  ['tab', FREE],
  ['+', FREE],
  ['?', /┏━ Keys/],
  ['j', DIALOG],
  ['escape', FREE],
  ['5', /▸?5 Artists/],
  ['/', /_/],
  ['a', /a_/],
  ['雨', /雨_/],
  ['ctrl+u', /[^雨]_/],
  ['e', /e_/],
  ['enter', /^(?!.*e_)/s],
  ['X', /┏━ Stop|\? {2}y/],
  ['escape', FREE],
  ['z', /FROZEN/],
  ['4', /▸?4 Genres/],
  ['+', FREE],
  ['z', /^(?!.*FROZEN)/s],
  ['@', /┏━ (Done|Actions)/],
  ['escape', FREE],
  ['q', /┏━ Leave|Leave\? {2}d/],
  ['escape', FREE],
];

/** A terminal that changes its size, and an operator who presses keys, while hard names go by. */
export function resizeStories(openPlace: OpenPlace): void {
  test(`${SIZES} sizes, one after the other in the middle of an ingestion, all draw whole frames`, async () => {
    const place = openPlace();
    const dataset = place.write('hard.csv', repeatedHardRows(5_000));
    const args = ['--dataset', dataset, '--stats-interval', '1'];
    const screen = startScreen(place, { ...FIRST_SIZE, args });
    await untilAtRest(screen);
    await limitRate(screen, '1,000');
    let drawn = 0;
    const draw = async (size: TerminalSize, keys: Keys) => {
      screen.resize(size);
      await untilWholeFrame(screen);
      const [key, shown] = keys[drawn % keys.length] ?? ['tab', FREE];
      screen.press(key);
      await screen.untilShown(shown);
      await untilWholeFrame(screen);
      drawn += 1;
    };

    const sizes = [...randomSizes(SIZES)];
    for (const size of sizes.slice(0, SIZES_AT_REST)) await draw(size, KEYS_AT_REST);
    screen.resize(FIRST_SIZE);
    await startIngestion(screen);
    for (const size of sizes.slice(SIZES_AT_REST)) await draw(size, KEYS);

    const { status } = (await engineState(place.socketPath))?.state.producer ?? {};
    expect(drawn).toBe(SIZES);
    expect(status?.name).toBe('publishing');
    expect(screen.hasExited()).toBe(false);
  });
}
