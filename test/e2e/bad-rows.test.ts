import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/domain/csv-format.ts';
import type { StoredRecord } from '../../src/services/ports.ts';
import { openLog } from '../support/broker/temporary-log.ts';
import { type BadRow, badRows, mixedCsv, soundCsv } from '../support/cli/bad-rows.ts';
import { controlCharacters } from '../support/cli/control-characters.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { COLUMNS, HEADER, rowCells, rowLine } from '../support/csv/csv-text.ts';

test('every faulty row is rejected by name and every sound one beside it is exported', async () => {
  const workspace = createWorkspace();
  const { csv, placed } = mixedCsv();
  const dataset = workspace.write('mixed.csv', csv);

  const { exitCode, stdout } = await runCli(['run', '--dataset', dataset, ...workspace.flags]);

  const sound = expectedTotals(soundCsv());
  expect(exitCode).toBe(0);
  expect(resultOf(stdout)).toMatchObject({
    rows_read: sound.tracks + badRows.length,
    acknowledged: sound.tracks,
    rejected: badRows.length,
    incomplete: sound.incomplete,
    failed: 0,
    consumed: sound.tracks,
    exported: sound.tracks,
    balanced: true,
  });
  expectExports(workspace.outputDir, sound);
  const header = ['line', 'record_id', 'column', 'reason', 'value', 'raw'];
  expect(rejectsOf(workspace)).toEqual([header, ...placed.map(rejectsLine)]);
});

test('every rejected row is in the dead-letter topic, byte for byte', async () => {
  const workspace = createWorkspace();
  const { csv, placed } = mixedCsv();
  const dataset = workspace.write('mixed.csv', csv);

  const { stdout } = await runCli(['produce', '--dataset', dataset, ...workspace.flags]);

  const tag = resultOf(stdout).dataset_sha256.slice(0, 16);
  const letters = await readAll(workspace, 'spotify-tracks.dlq');
  expect(letters.map(({ value }) => value.toString('latin1'))).toEqual(
    placed.map(({ raw }) => raw.toString('latin1')),
  );
  expect(letters.map(({ headers }) => headers)).toEqual(
    placed.map(({ line, column, reason }) =>
      expect.objectContaining({ line: String(line), column, reason, dataset: tag }),
    ),
  );
});

test('escape sequences in titles, artists and genres are exported as they are and never printed', async () => {
  const workspace = createWorkspace();
  const changes = {
    track_name: '\u001b[2J\u001b]0;gone\u0007',
    artists: '\u001b[31mRed\u009b1mBold',
    track_genre: '\u001b[7mdrone',
  };
  const csv = HEADER + rowLine(changes);
  const dataset = workspace.write('escapes.csv', csv);

  const run = await runCli(['run', '--dataset', dataset, ...workspace.flags]);

  expect(run.exitCode).toBe(0);
  expect(run.stderr).toContain('[31mRed');
  expect(controlCharacters(run.stdout + run.stderr)).toEqual([]);
  expectExports(workspace.outputDir, expectedTotals(csv));
});

test('line ends, byte order mark, column order and further columns make no difference', async () => {
  const plain = createWorkspace();
  const other = createWorkspace();
  const titles = ['One', 'Two, "quoted"', 'Three', ''];
  const records = [COLUMNS, ...titles.map((title) => rowCells({ track_name: title }))];
  const turned = records.map((cells, row) =>
    [...cells.slice(1).reverse(), row === 0 ? 'note' : 'x'].map(String),
  );
  const plainFile = plain.write('plain.csv', records.map(csvLine).join(''));
  const text = turned.map(csvLine).join('').replaceAll('\n', '\r\n');
  const otherFile = other.write('other.csv', `\uFEFF${text}`);

  const one = await runCli(['run', '--dataset', plainFile, ...plain.flags]);
  const two = await runCli(['run', '--dataset', otherFile, ...other.flags]);

  expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
  expect(resultOf(two.stdout)).toMatchObject({ acknowledged: 4, incomplete: 1, rejected: 0 });
  expectExports(plain.outputDir, expectedTotals(readFileSync(plainFile)));
  expectExports(other.outputDir, expectedTotals(readFileSync(plainFile)));
});

test('a file with nothing but faulty rows is published as nothing, and that is no failure', async () => {
  const workspace = createWorkspace();
  const csv = HEADER + rowLine({ popularity: '101' }) + rowLine({ track_id: '' });
  const dataset = workspace.write('faulty.csv', csv);

  const { exitCode, stdout } = await runCli(['run', '--dataset', dataset, ...workspace.flags]);

  expect(exitCode).toBe(0);
  expect(resultOf(stdout)).toMatchObject({
    rows_read: 2,
    acknowledged: 0,
    rejected: 2,
    consumed: 0,
    balanced: true,
  });
});

function rejectsLine({ line, recordId, column, reason, value, raw }: BadRow & Placed) {
  return [String(line), String(recordId), column, reason, value, raw.toString('latin1')];
}

type Placed = { readonly line: number; readonly recordId: number };

/** In Latin-1, where every byte is one character. */
function rejectsOf({ outputDir }: Workspace): readonly (readonly string[])[] {
  return parse(readFileSync(join(outputDir, 'rejects.csv')), { encoding: 'latin1' });
}

async function readAll({ logPath }: Workspace, topic: string): Promise<readonly StoredRecord[]> {
  const broker = openLog(logPath);
  const { signal } = new AbortController();
  const records: StoredRecord[] = [];
  for (const { partition, logStartOffset: from, logEndOffset: to } of (
    await broker.describeTopic(topic)
  )?.partitions ?? []) {
    for await (const batch of broker.readPartition({ topic, partition, from, to, signal })) {
      records.push(...batch.records);
    }
  }
  return records;
}
