import { expect, test } from 'vitest';
import { openRowSource } from '../../../../src/services/csv/row-source.ts';
import { createDemoSource } from '../../../../src/services/dataset/demo-source.ts';
import { never, outcomes, readAll, readRowsOf } from '../../../support/csv/sources.ts';

test('demo data is named as such, with what makes it again', () => {
  const source = createDemoSource({ rows: 1500, seed: 7 });

  expect(source).toMatchObject({
    isDemo: true,
    name: 'DEMO DATA: 1,500 generated rows, seed 7',
  });
});

test('demo data can be read from any byte on', async () => {
  const source = createDemoSource({ rows: 1200, seed: 3 });
  const whole = await readAll(source.open(0, never));

  for (const from of [1, 5_000, 150_000, whole.length - 1, whole.length]) {
    const rest = await readAll(source.open(from, never));

    expect(rest.equals(whole.subarray(from))).toBe(true);
  }
});

test('demo data reads like any data set', async () => {
  const source = await openRowSource(createDemoSource({ rows: 1200, seed: 3 }), never);

  const rows = await readRowsOf(source);

  expect(source.isDemo).toBe(true);
  expect(outcomes(rows)).toEqual(Array(1200).fill('ok'));
});

test('generating stops at an abort', async () => {
  const job = new AbortController();
  const chunks = createDemoSource({ rows: 5_000, seed: 1 }).open(0, job.signal);

  const reading = (async () => {
    for await (const _ of chunks) job.abort();
  })();

  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});
