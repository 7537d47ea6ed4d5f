/** From this height on a list has a header above its rows. */
const HEADER_FROM = 3;

/** Rows of a list that fit into a pane's inside so high. */
export function listRoom(height: number): number {
  return height >= HEADER_FROM ? height - 1 : height;
}
