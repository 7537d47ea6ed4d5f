import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { datasetError, errorCode } from './dataset-errors.ts';

/** @throws `DATASET_COMPRESSION` when the stream is damaged or cut short */
export async function* gunzipChunks(
  packed: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  // Whatever goes wrong in it destroys `gunzip` with the reason, which is then thrown below.
  const feeding = pipeline(packed, gunzip).catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    throw translateGunzipError(error, path);
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

function translateGunzipError(thrown: unknown, path: string): unknown {
  const code = errorCode(thrown);
  if (!code.startsWith('Z_')) return thrown;
  const fault = code === 'Z_BUF_ERROR' ? 'is cut short' : 'is damaged';
  return datasetError('DATASET_COMPRESSION', `The gzip file ${path} ${fault}`, path, thrown);
}
