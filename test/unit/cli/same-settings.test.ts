import { expect, test } from 'vitest';
import { requireSameSettings } from '../../../src/cli/engine/same-settings.ts';
import { loadConfig, shownSettings } from '../../../src/config.ts';

type Flags = Parameters<typeof loadConfig>[0]['flags'];

const configOf = (flags: Flags) => loadConfig({ flags, env: {} });
const settingsOf = (flags: Flags) => shownSettings(configOf(flags));

test('an engine is started again where it would be the same, whatever the screen is like', () => {
  const here = configOf({ demo: true, ascii: true, attachOnly: true, logLevel: 'debug' });

  expect(() => requireSameSettings(here, settingsOf({ demo: true }))).not.toThrow();
});

test('where it would be another one that is refused, with what would differ and what to do', () => {
  const before = settingsOf({ bootstrapServers: 'one:9092', demo: true, topic: 'tracks' });

  const start = () => requireSameSettings(configOf({ topic: 'tracks', stateDir: '/s' }), before);

  expect(start).toThrow(
    expect.objectContaining({
      code: 'COMMAND_REFUSED',
      message: expect.stringMatching(
        /which had .*--demo true \(here false\).*--bootstrap-servers one:9092 \(here none\)|which had .*--bootstrap-servers one:9092 \(here none\).*--demo true \(here false\)/,
      ),
      hint: expect.stringContaining('trackdeck engine start --state-dir /s and these settings'),
    }),
  );
});
