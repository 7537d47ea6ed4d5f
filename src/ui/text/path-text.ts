import { cellWidth, cutCells } from './cells.ts';

/** A path in at most `width` cells; its end says more than its beginning: `…/state/log.db`. */
export function pathText(path: string, width: number, ellipsis: string): string {
  if (cellWidth(path) <= width) return path;
  const names = path.split('/');
  for (let first = 1; first < names.length; first += 1) {
    const end = [ellipsis, ...names.slice(first)].join('/');
    if (cellWidth(end) <= width) return end;
  }
  return cutCells(names.at(-1) ?? path, width, ellipsis);
}
