import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { shownText } from '../../../../src/ui/text/shown-text.ts';

const unicode = (text: string) => shownText(text, { isAscii: false, unshowable: '□' });
const ascii = (text: string) => shownText(text, { isAscii: true, unshowable: '?' });

test.each([
  ['an escape sequence', 'a\u001b[31mb', 'a·[31mb'],
  ['a C1 control', 'a\u009bb', 'a·b'],
  ['a right-to-left override', 'a\u202eb', 'a·b'],
  ['Latin letters with accents', 'Beyoncé', 'Beyoncé'],
  ['an accent of its own', 'e\u0301', 'é'],
  ['kanji', '月海光', '月海光'],
  ['Hangul in syllables', '한국', '한국'],
  ['Hangul in letters', '\u1112\u1161\u11ab', '한'],
  ['a lone Hangul letter', '\u1100', '□'],
  ['Arabic', 'فيروز', 'فيروز'],
  ['an Arabic ligature', 'ﷺ', 'ﷺ'],
  ['a zero-width space', 'a\u200bb', 'ab'],
  ['a soft hyphen', 'a\u00adb', 'ab'],
  ['an emoji', '👍', '□'],
  ['emoji joined to one', '👩‍🔬', '□'],
  ['an emoji with a skin tone', '👍🏽', '□'],
  ['a sign that a selector makes an emoji', '❤\ufe0f', '❤'],
  ['a flag', '🇩🇪', 'DE'],
  ['a keycap', '1️⃣', '1'],
  ['a pile of marks', 'Z\u0338\u0321\u031b\u0316a', 'Z\u0338\u0321a'],
  ['a mark without a letter', '\u0301abc', 'abc'],
  ['marks that some terminals give a cell', 'नि', 'न'],
  ['a Thai vowel of two parts', 'กำ', 'กํา'],
  ['half a surrogate pair', 'a\ud800', 'a\ufffd'],
  ['a letter that hides in the next one', '\u0d4e\u0d15', '□□'],
  ['a private character', '\ue0b0', '□'],
])('%s is shown as every terminal draws it', (_, text, shown) => {
  expect(unicode(text)).toBe(shown);
});

test('each character takes the cells that it takes alone, so that no terminal can shift a column', () => {
  const character = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u200d', '\ufe0f', '👩', '🇩', 'ก', 'ำ', 'क', '्', 'ि', 'ᄀ', 'ᅡ', 'ﾞ', '\u0600'),
  );
  fc.assert(
    fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
      const shown = unicode(characters.join(''));
      const alone = [...shown].reduce((sum, part) => {
        return sum + (/\p{Nonspacing_Mark}/u.test(part) ? 0 : stringWidth(part));
      }, 0);

      expect(stringWidth(shown)).toBe(alone);
      expect(shown).not.toMatch(
        /[\p{Control}\p{Default_Ignorable_Code_Point}\p{Emoji_Presentation}]/u,
      );
    }),
  );
});

test('text that is shown stays as it is when it is shown again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(unicode(unicode(text))).toBe(unicode(text));
    }),
  );
});

test('without Unicode letters lose their accents and all else is one sign each', () => {
  expect(ascii('Beyoncé – “月光”')).toBe('Beyonce - "??"');
});

test('without Unicode nothing but ASCII is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(ascii(text)).toMatch(/^[ -~]*$/);
    }),
  );
});
