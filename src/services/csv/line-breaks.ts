import type { RowPosition } from '../../domain/row-check.ts';

const LF = 0x0a;
const CR = 0x0d;

/** A physical line ends with LF, wherever it stands; a CR before it belongs to the break. */
export function countLineBreaks(bytes: Buffer): number {
  const last = bytes.length - 1;
  let count = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    count += 1;
    if (at === last) break;
  }
  return count;
}

/** The first physical line, its break included. */
export function firstLine(bytes: Buffer): Buffer {
  const at = bytes.indexOf(LF);
  return at === -1 ? bytes : bytes.subarray(0, at + 1);
}

/** Everything after the first physical line. */
export function laterLines(bytes: Buffer): Buffer {
  const at = bytes.indexOf(LF);
  return at === -1 ? bytes.subarray(bytes.length) : bytes.subarray(at + 1);
}

export function withoutLineBreak(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== LF) return bytes;
  return bytes.subarray(0, bytes.at(-2) === CR ? -2 : -1);
}

/** `position` moved past the blank lines that begin at `offset` of `bytes`, which is where it stands. */
export function passBlankLines(bytes: Buffer, offset: number, position: RowPosition): RowPosition {
  let end = offset;
  let lines = 0;
  for (;;) {
    const breakAt = bytes[end] === CR ? end + 1 : end;
    if (bytes[breakAt] !== LF) break;
    end = breakAt + 1;
    lines += 1;
  }
  if (lines === 0) return position;
  return { ...position, byte: position.byte + end - offset, line: position.line + lines };
}
