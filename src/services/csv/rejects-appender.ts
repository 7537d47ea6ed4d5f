import type { FileHandle } from 'node:fs/promises';
import { translateWriteError } from '../file-errors.ts';
import type { RejectsFile, RejectsMark } from '../ports.ts';
import { extendMark, rejectsLines } from './rejects-format.ts';

/** A rejects file that goes on at `start` of an open file; closing it closes the handle. */
export function createRejectsAppender(
  handle: FileHandle,
  path: string,
  start: RejectsMark,
): RejectsFile {
  let mark = start;
  const cutOff = async (length: number) => {
    await handle.truncate(length);
    await handle.datasync();
  };
  return {
    mark: () => mark,
    async append(rows) {
      if (rows.length === 0) return mark;
      const lines = rejectsLines(rows);
      try {
        await writeAll(handle, lines, mark.bytes);
        await handle.datasync();
      } catch (error) {
        // Whether this works or not, the next append overwrites what is there after the mark.
        await cutOff(mark.bytes).catch(() => undefined);
        throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
      }
      mark = extendMark(mark, lines);
      return mark;
    },
    async rewind(earlier) {
      if (earlier.bytes > mark.bytes) {
        throw new RangeError(`${path} ends at ${mark.bytes}, before ${earlier.bytes}`);
      }
      try {
        await cutOff(earlier.bytes);
      } catch (error) {
        throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
      }
      mark = earlier;
    },
    async close() {
      await handle.close();
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    written += bytesWritten;
  }
}
