import { below, pick, type Random } from './random.ts';

/** Parts that words of one script are made of, and what stands between words. */
type Script = {
  readonly syllables: readonly string[];
  readonly syllablesPerWord: number;
  readonly isCapitalised: boolean;
  readonly space: string;
};

function script(
  syllables: string,
  syllablesPerWord: number,
  options: { readonly isCapitalised?: boolean; readonly space?: string } = {},
): Script {
  const { isCapitalised = false, space = ' ' } = options;
  return { syllables: syllables.split(' '), syllablesPerWord, isCapitalised, space };
}

const LATIN = script('ka lo mir ven ta su bri no el da ri mon sha ze pol un cor vi tham gre', 2, {
  isCapitalised: true,
});

const SCRIPTS: readonly Script[] = [
  script('çé ñor ø ü lä mê să ží łó br ã kö', 3, { isCapitalised: true }),
  // The same letters with combining marks, not in normal form C.
  script('e\u0301l a\u0308r o\u0302n n\u0303a u\u030ak i\u0300s', 3, { isCapitalised: true }),
  script('ва лю ни сто мо ра жи ко зе ль пу тё', 3, { isCapitalised: true }),
  script('θα λο νί ρα μη σό κα φε δι ώρ', 3, { isCapitalised: true }),
  script('سا لي نو قمر با شم را حي دن مو', 2),
  script('שי רה לו נא מה כו אור בי תמ', 2),
  script('夜 空 花 風 月 海 星 雨 声 道 光 夢', 3, { space: '' }),
  script('ひ か り う た ゆ め ソ ラ ミ ド', 4, { space: '・' }),
  script('별 빛 노 래 하 늘 바 람 꿈 길', 2),
  script('सू र्य गी त रा नी च न्द्र मे घ', 3),
];

/** Latin, or one time in `oneIn` another script. */
function pickScript(oneIn: number, random: Random): Script {
  return below(oneIn, random) === 0 ? pick(SCRIPTS, random) : LATIN;
}

function word({ syllables, syllablesPerWord, isCapitalised }: Script, random: Random): string {
  let text = pick(syllables, random);
  for (let count = 1; count < syllablesPerWord; count += 1) text += pick(syllables, random);
  return isCapitalised ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function words(count: number, from: Script, random: Random): string {
  let text = word(from, random);
  for (let added = 1; added < count; added += 1) text += from.space + word(from, random);
  return text;
}

/** A made-up artist; no name holds the `;` that separates artists. */
export function artistName(random: Random): string {
  return words(1 + below(3, random), pickScript(6, random), random);
}

type Decoration = (text: string, random: Random) => string;

const plain: Decoration = (text) => text;

const DECORATIONS: readonly Decoration[] = [
  plain,
  plain,
  plain,
  plain,
  plain,
  (text) => `${text} - Live`,
  (text, random) => `${text}, ${word(LATIN, random)}`,
  (text, random) => `${text} "${word(LATIN, random)}"`,
  (text, random) => `${text} (feat. ${artistName(random)})`,
  (text, random) => `${text}; ${word(LATIN, random)} No. ${1 + below(9, random)}`,
];

/** A made-up title of a track or an album; commas, quotes and semicolons occur. */
export function title(random: Random): string {
  const text = words(1 + below(4, random), pickScript(5, random), random);
  return pick(DECORATIONS, random)(text, random);
}
