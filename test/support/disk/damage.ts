import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';

/** Ways in which a file may be found after a fault of a disk or of a hand. */
export const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  'cut short': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  emptied: (path) => truncateSync(path, 0),
  'flipped in its header': (path) => flipBytes(path, 0, 16),
  'flipped in its middle': (path) => flipBytes(path, Math.floor(statSync(path).size / 2), 1),
  'replaced by something else': (path) => writeFileSync(path, 'no database\n'.repeat(5_000)),
  'replaced by a directory': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
};

/** Turns every bit of these bytes. */
function flipBytes(path: string, from: number, count: number): void {
  const bytes = readFileSync(path);
  for (let at = from; at < from + count; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}
