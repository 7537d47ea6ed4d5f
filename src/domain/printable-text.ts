/**
 * Characters that would act on a terminal instead of being shown: C0 and C1 controls (ESC among
 * them), DEL, bidirectional marks and isolates, line and paragraph separators.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const ACTING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The same but for what JSON escapes by itself. */
const ACTING_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value as one line of JSON that no terminal acts on; it reads back as the value. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    ACTING_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text from data as it may go to a terminal: every character that would act becomes `·`. */
export function printableText(text: string): string {
  return text.replace(ACTING, '·');
}
