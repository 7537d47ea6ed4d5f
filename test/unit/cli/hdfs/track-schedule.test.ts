import { expect, test } from 'vitest';
import { createTrackSchedule } from '../../../../src/cli/hdfs/track-schedule.ts';

/** Which of these lengths, seen one after another, are sent. */
function sentOf(lengths: readonly number[]): readonly number[] {
  const schedule = createTrackSchedule();
  return lengths.filter((bytes) => {
    const isDue = schedule.isDue(bytes, false);
    if (isDue) schedule.published(bytes);
    return isDue;
  });
}

test('a growing track file is sent again once it has grown by a quarter', () => {
  expect(sentOf([100, 110, 124, 125, 150, 157, 200])).toEqual([100, 125, 157, 200]);
});

test('a track file that has stopped growing is sent as it is, once', () => {
  expect(sentOf([100, 110, 110, 110, 110])).toEqual([100, 110]);
});

test('all that is ever sent of a track file stays below five times its length', () => {
  const lengths = Array.from({ length: 10_000 }, (_, save) => (save + 1) * 1_000);

  const sent = sentOf(lengths).reduce((sum, bytes) => sum + bytes, 0);

  expect(sent).toBeLessThan(5 * 10_000_000);
});

test('the last save is sent however little has come since', () => {
  const schedule = createTrackSchedule();
  schedule.published(100);

  expect(schedule.isDue(101, true)).toBe(true);
  expect(schedule.isDue(100, true)).toBe(false);
});

test('a track file that was rebuilt shorter is sent', () => {
  expect(sentOf([100, 90])).toEqual([100, 90]);
});
