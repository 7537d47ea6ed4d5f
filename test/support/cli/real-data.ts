import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const path = process.env['DATASET_PATH'];

/** In CI the stories on real data run, and fail, where the data is missing. */
export const isRealDataOptional = path === undefined && process.env['CI'] === undefined;

/** Path of the whole real data set, a gzipped CSV. */
export function realDataPath(): string {
  if (path === undefined) throw new Error('DATASET_PATH must name the real data set (.csv.gz)');
  return resolve(path);
}

/** Its CSV, unpacked. */
export function readRealData(): Buffer {
  return gunzipSync(readFileSync(realDataPath()));
}

/** Its header and first rows. No cell of the real data holds a line break. */
export function realDataSlice(rows: number): string {
  return readRealData()
    .toString('utf8')
    .split('\n', rows + 1)
    .map((line) => `${line}\n`)
    .join('');
}
