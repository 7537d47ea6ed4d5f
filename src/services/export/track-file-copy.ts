import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConsoleError } from '../../domain/errors.ts';
import { isMissing } from '../files/atomic-file.ts';
import type { ExportedFile, TrackFileMark } from '../ports.ts';
import { holdsMarked } from './track-file-mark.ts';
import { TRACK_FILE_HEADER, TRACK_FILE_NAME } from './track-line.ts';

/**
 * Copies the part of the track file that the mark names, whatever is appended meanwhile. The file is
 * read by handle: a rebuild that renames another into its place does not mix the two.
 *
 * @throws `TRACK_FILE_DAMAGED` when the file at `from` is no longer the one that was marked
 */
export async function copyTrackFile(
  from: string,
  to: string,
  mark: TrackFileMark,
): Promise<ExportedFile> {
  const hash = createHash('sha256');
  await using source = mark.bytes > 0 ? await openMarked(from, mark) : null;
  const content =
    source === null ? Readable.from([TRACK_FILE_HEADER]) : readUpTo(source, mark.bytes);
  const target = createWriteStream(to, { flags: 'wx', flush: true });
  await pipeline(
    content,
    async function* hashed(chunks: AsyncIterable<string | Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    target,
  );
  return { name: TRACK_FILE_NAME, bytes: target.bytesWritten, sha256: hash.digest('hex') };
}

function readUpTo(file: FileHandle, bytes: number): Readable {
  return file.createReadStream({ start: 0, end: bytes - 1, autoClose: false });
}

async function openMarked(path: string, mark: TrackFileMark): Promise<FileHandle> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw isMissing(error) ? damaged(path) : error;
  });
  const { ino } = await file.stat();
  if (ino === mark.inode && holdsMarked(file.fd, mark)) return file;
  await file.close();
  throw damaged(path);
}

function damaged(path: string): ConsoleError {
  return new ConsoleError('TRACK_FILE_DAMAGED', `${path} was removed, cut, changed or replaced`, {
    hint: 'It is rebuilt from the topic; the snapshot can be taken again then.',
    context: { path },
  });
}
