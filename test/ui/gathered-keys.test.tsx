import { setImmediate } from 'node:timers/promises';
import { Text, useInput } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { type GatheredKeys, gatherKeys } from '../../src/ui/keys/gathered-keys.ts';

function Listening({ keys }: { readonly keys: GatheredKeys }) {
  useInput(keys.add);
  return <Text>listening</Text>;
}

/** The keys that are pressed when the terminal sends a packet. */
async function pressedBy(packet: string): Promise<readonly (readonly string[])[]> {
  const pressed: (readonly string[])[] = [];
  const keys = gatherKeys((...pieces) => pressed.push(...pieces));
  const { stdin, unmount } = render(<Listening keys={keys} />);
  await expect.poll(() => stdin.listenerCount('readable')).toBeGreaterThan(0);
  stdin.write(packet);
  await setImmediate();
  unmount();
  return pressed;
}

const ST = '\x1b\\';

test.each([
  ['its background colour', `\x1b]11;rgb:0000/0000/0000${ST}`],
  ['its background colour, as xterm ends it', '\x1b]11;rgb:0000/0000/0000\x07'],
  ['a capability', `\x1bP1+r544e=787465726d${ST}`],
  ['about an image', `\x1b_Gi=31;OK${ST}`],
  ['two at once', `\x1b]10;rgb:ffff/ffff/ffff${ST}\x1b]11;rgb:0000/0000/0000\x07`],
  ['the place of its cursor', '\x1b[12;40R'],
])(
  'an answer of the terminal, %s, presses no key, and one right behind it is pressed',
  async (_, answer) => {
    expect(await pressedBy(answer)).toEqual([]);
    expect(await pressedBy(`${answer}z`)).toEqual([['z']]);
    expect(await pressedBy(`j${answer}\x1b[A`)).toEqual([['j'], ['up']]);
  },
);

test('Esc and a letter are keys where no string ends', async () => {
  expect(await pressedBy('\x1bPp')).toEqual([['escape', 'P'], ['p']]);
  expect(await pressedBy('\x1bX\x1bP')).toEqual([
    ['escape', 'X'],
    ['escape', 'P'],
  ]);
});

test('an answer behind Esc and a letter is an answer', async () => {
  expect(await pressedBy(`\x1bX\x1b]11;rgb:0000/0000/0000${ST}q`)).toEqual([
    ['escape', 'X'],
    ['q'],
  ]);
});
