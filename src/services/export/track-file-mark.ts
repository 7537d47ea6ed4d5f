import { fstatSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { TrackFileMark } from '../ports.ts';
import { TRACK_FILE_HEADER } from './track-line.ts';

const TAIL_BYTES = 4096;

/** Mark of the first `bytes` of an open file. */
export function markOf(file: number, bytes: number): TrackFileMark {
  const tail = Buffer.alloc(Math.min(bytes, TAIL_BYTES));
  const length = readSync(file, tail, 0, tail.length, bytes - tail.length);
  return { bytes, inode: fstatSync(file).ino, tailCrc32: crc32(tail.subarray(0, length)) };
}

/** Whether an open file starts with what was marked, whatever comes after it. */
export function holdsMarked(file: number, mark: TrackFileMark): boolean {
  const { ino, size } = fstatSync(file);
  if (size < mark.bytes || !startsWithHeader(file)) return false;
  // Without lines all track files are the same: only the inode tells them apart.
  if (mark.bytes === TRACK_FILE_HEADER.length && ino !== mark.inode) return false;
  return markOf(file, mark.bytes).tailCrc32 === mark.tailCrc32;
}

/** Whether an open file has anything but the header of a track file. */
export function hasLines(file: number): boolean {
  const { size } = fstatSync(file);
  return startsWithHeader(file) ? size > TRACK_FILE_HEADER.length : size > 0;
}

function startsWithHeader(file: number): boolean {
  const start = Buffer.alloc(TRACK_FILE_HEADER.length);
  readSync(file, start, 0, start.length, 0);
  return start.toString() === TRACK_FILE_HEADER;
}
