import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { reach } from '../checkpoints.ts';
import { isMissing } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import type { RejectsFile, RejectsMark } from '../ports.ts';
import { copyBytes, extendMark, rejectsLines, writeAll } from './rejects-format.ts';
import { createTemporaryFile } from './rejects-temporary.ts';

/**
 * A rejects file that goes on at `start` of an open file; closing it closes the handle. It works on
 * the handle alone: at `path` there may be the file of a later producer by now.
 */
export function createRejectsAppender(
  opened: FileHandle,
  path: string,
  start: RejectsMark,
): RejectsFile {
  let handle = opened;
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
        reach('in-rejects-append', { file: handle.fd, from: mark.bytes });
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
    async ensureInPlace() {
      if (existsSync(path)) return;
      try {
        const copy = await copyInPlace(handle, path, mark.bytes);
        await handle.close();
        handle = copy;
      } catch (error) {
        // The directory was removed once more in the middle: the next call makes it again.
        if (!isMissing(error)) throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
      }
    },
    async close() {
      await handle.close();
    },
  };
}

/** The first `length` bytes of an open file as a file at `path`; its handle. */
async function copyInPlace(from: FileHandle, path: string, length: number): Promise<FileHandle> {
  const copy = await createTemporaryFile(path);
  try {
    const content = from.createReadStream({ start: 0, end: length - 1, autoClose: false });
    await copyBytes(content, copy.handle);
    await copy.putInPlace();
    return copy.handle;
  } catch (error) {
    await copy.discard();
    throw error;
  }
}
