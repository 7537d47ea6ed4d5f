/** Tells which texts hold this one, whatever the case. Every text holds the empty one. */
export function textMatcher(sought: string): (text: string) => boolean {
  if (sought === '') return () => true;
  const lowered = sought.toLowerCase();
  return (text) => text.toLowerCase().includes(lowered);
}
