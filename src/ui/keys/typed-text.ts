/** Longer filters match nothing anyway. */
const MAX_LENGTH = 60;

/** A text after more of it was typed or pasted; characters that would act on a terminal are left out. */
export function withTyped(text: string, typed: string): string {
  const [firstLine = ''] = typed.split(/[\r\n]/, 1);
  const printable = firstLine.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
  return [...text, ...printable].slice(0, MAX_LENGTH).join('');
}

/** A text without its last character. */
export function withoutLast(text: string): string {
  return [...text].slice(0, -1).join('');
}
