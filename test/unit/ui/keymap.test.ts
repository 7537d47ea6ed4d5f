import { describe, expect, test } from 'vitest';
import { DIALOG_KEYS } from '../../../src/ui/dialogs/dialog-keys.ts';
import { bindingOf, KEYMAP, keysText } from '../../../src/ui/keymap.ts';

function doubled(keys: readonly string[]): readonly string[] {
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

describe('the key table', () => {
  test('no key means two things on the panes', () => {
    const keys = KEYMAP.flatMap((binding) => binding.keys);

    expect(doubled(keys)).toEqual([]);
  });

  test.each(Object.entries(DIALOG_KEYS))('no key means two things in the dialog %s', (_, keys) => {
    const all = keys.flatMap((entry) => entry.keys);

    expect(doubled(all)).toEqual([]);
  });

  test('the first key of a pair has no meaning of its own', () => {
    const starts = KEYMAP.flatMap(({ keys }) =>
      keys.filter((key) => key.includes(' ') && key !== ' '),
    );

    const clashes = starts.map((pair) => pair.split(' ')[0] ?? '').filter(bindingOf);

    expect(starts).toEqual(['g g']);
    expect(clashes).toEqual([]);
  });

  test('every capital changes something or moves to the end', () => {
    const capitals = KEYMAP.filter(({ keys }) => keys.some((key) => /^[A-Z]$/.test(key)));

    const others = capitals.filter(({ effect }) => effect !== 'changes').map(({ id }) => id);

    expect(others).toEqual(['bottom', 'export-menu']);
  });

  test('no small letter changes something for good', () => {
    const small = KEYMAP.filter(({ keys }) => keys.some((key) => /^[a-z]$/.test(key)));

    expect(small.filter(({ effect }) => effect === 'changes').map(({ id }) => id)).toEqual([]);
  });

  test('Enter confirms nothing, in no dialog', () => {
    const entries = Object.values(DIALOG_KEYS).flat();

    expect(entries.filter(({ keys }) => keys.includes('enter'))).toEqual([]);
    expect(bindingOf('enter')?.effect).toBe('looks');
  });

  test('a way forward has a way back', () => {
    const ids = KEYMAP.map(({ id }) => id);

    expect(ids).toEqual(expect.arrayContaining(['next-pane', 'previous-pane', 'zoom', 'unzoom']));
  });

  test('every key can be read in help', () => {
    expect(KEYMAP.filter(({ label, short }) => label === '' || short === '')).toEqual([]);
    expect(KEYMAP.map(keysText)).toContain('Shift+Tab h Left');
  });
});
