import type { Glyphs } from '../glyphs.ts';
import { type Span, span } from './row.ts';
import { ageText } from './time-text.ts';

/** A number, or the reason why there is none; zero is a number. */
export type Figure =
  | { readonly kind: 'known'; readonly value: number }
  | { readonly kind: 'none-yet' }
  /** The broker does not let us know. */
  | { readonly kind: 'denied' }
  /** Known once; nobody answers any more. */
  | { readonly kind: 'stale'; readonly value: number; readonly ageMs: number };

/** `null` is none yet. */
export function figureOf(value: number | null | undefined): Figure {
  return value === null || value === undefined ? { kind: 'none-yet' } : { kind: 'known', value };
}

/** Each kind has a sign of its own: `12`, `–`, `⊘`, `12? 30 s`. */
export function figureSpan(
  figure: Figure,
  format: (value: number) => string,
  glyphs: Glyphs,
): Span {
  switch (figure.kind) {
    case 'known':
      return span(format(figure.value));
    case 'none-yet':
      return span(glyphs.none, 'quiet');
    case 'denied':
      return span(glyphs.denied, 'watch');
    case 'stale':
      return span(`${format(figure.value)}${glyphs.stale} ${ageText(figure.ageMs)}`, 'quiet');
    default:
      return figure satisfies never;
  }
}

/** Without the age of what is stale: `12?`. */
export function shortFigureSpan(
  figure: Figure,
  format: (value: number) => string,
  glyphs: Glyphs,
): Span {
  if (figure.kind !== 'stale') return figureSpan(figure, format, glyphs);
  return span(`${format(figure.value)}${glyphs.stale}`, 'quiet');
}
