import { Writable } from 'node:stream';
import { render } from 'ink';
import { expect, test } from 'vitest';
import { Lines } from '../../src/ui/components/lines.tsx';

test('a screen reader gets the lines as text', async () => {
  let written = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      written += chunk;
      done();
    },
  });

  const screen = render(<Lines lines={['one', 'two']} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    interactive: true,
    isScreenReaderEnabled: true,
    patchConsole: false,
  });
  await screen.waitUntilRenderFlush();
  screen.unmount();

  expect(written).toContain('one\ntwo');
});
