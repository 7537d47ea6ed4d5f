/** Characters in a text that would act on a terminal; line breaks are what lines are made of. */
export function controlCharacters(text: string): readonly string[] {
  return text.match(/(?!\n)\p{Cc}/gu) ?? [];
}
