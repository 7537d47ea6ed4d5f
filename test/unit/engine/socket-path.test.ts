import { expect, test } from 'vitest';
import { engineSocketPath } from '../../../src/engine/socket-path.ts';

test('the socket lies in the state directory where the path is short enough', () => {
  expect(engineSocketPath('/state', '/run/user/1')).toBe('/state/engine.sock');
});

test('a path too long for a socket is replaced by a hashed one in the runtime directory', () => {
  const deep = `/state/${'x'.repeat(120)}`;

  const path = engineSocketPath(deep, '/run/user/1');

  expect(path).toMatch(/^\/run\/user\/1\/trackdeck-[0-9a-f]{16}\.sock$/);
  expect(engineSocketPath(`${deep}y`, '/run/user/1')).not.toBe(path);
});

test('the length that counts is in bytes, not in characters', () => {
  const directory = `/state/${'ü'.repeat(50)}`;

  expect(directory.length).toBeLessThan(60);
  expect(engineSocketPath(directory, '/run/user/1')).toMatch(/^\/run\/user\/1\//);
});

test.each([undefined, `/run/${'y'.repeat(120)}`])(
  'with the runtime directory %s there is a clear refusal',
  (runtimeDir) => {
    expect(() => engineSocketPath(`/state/${'x'.repeat(120)}`, runtimeDir)).toThrow(
      expect.objectContaining({ code: 'SOCKET_PATH_TOO_LONG', exitCode: 2 }),
    );
  },
);
