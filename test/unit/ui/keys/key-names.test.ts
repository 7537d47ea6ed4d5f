import type { Key } from 'ink';
import { expect, test } from 'vitest';
import { keyNames } from '../../../../src/ui/keys/key-names.ts';

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

test.each([
  ['a letter', 'p', {}, ['p']],
  ['a capital', 'P', { shift: true }, ['P']],
  ['an arrow', '', { upArrow: true }, ['up']],
  ['Tab', '', { tab: true }, ['tab']],
  ['Shift+Tab', '', { tab: true, shift: true }, ['shift+tab']],
  ['Ctrl with a letter', 'c', { ctrl: true }, ['ctrl+c']],
  ['Esc', '', { escape: true }, ['escape']],
  ['Esc that came together with another', '', { escape: true, meta: true }, ['escape', 'escape']],
  ['DEL', '', { delete: true }, ['backspace']],
  ['keys that came together', 'jjj', {}, ['j', 'j', 'j']],
  ['a line feed among them', 'j\r', {}, ['j', 'enter']],
  ['a wide character', '音', {}, ['音']],
  ['Esc that came together with a letter', 'p', { meta: true }, ['escape', 'p']],
  ['Esc that came together with Enter', '', { meta: true, return: true }, ['escape', 'enter']],
])('%s has its name', (_, input, flags, names) => {
  expect(keyNames(input, { ...NO_KEY, ...flags })).toEqual(names);
});

test.each([
  ['a function key with Alt', '', { ctrl: true, meta: true }],
  ['a control character', '\x07', {}],
  ['a function key', '', { ctrl: true }],
])('%s is no key', (_, input, flags) => {
  expect(keyNames(input, { ...NO_KEY, ...flags })).toEqual([]);
});
