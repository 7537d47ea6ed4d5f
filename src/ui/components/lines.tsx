import { Transform } from 'ink';

/**
 * Painted rows, one below the other, each already as wide as its place.
 *
 * Ink cleans, measures and cuts every text anew for every frame, at twice the cost of all the rest.
 * These need none of it: Ink lays out one blank text as high as they are and gets them when it
 * paints.
 */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Transform transform={(_, row) => lines[row] ?? ''} accessibilityLabel={lines.join('\n')}>
      {lines.map(() => ' ').join('\n')}
    </Transform>
  );
}
