/** Characters that mean nothing but themselves to a shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A text as one word of a shell's command line. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
