import { expect, test } from 'vitest';
import { farewell } from '../../../../src/cli/console/farewell.ts';
import { standardStateDir } from '../../../../src/config.ts';

const at = (stateDir: string) => ({ stateDir, attachOnly: false });

test('an engine of the standard state directory is found by the bare commands', () => {
  expect(farewell({ engine: 'goes-on', pid: 4711 }, at(standardStateDir))).toBe(
    'The engine goes on (process 4711); trackdeck comes back to it, trackdeck engine stop ends it.',
  );
});

test('the commands lead back to another state directory, as a shell takes them', () => {
  const lines = [
    farewell({ engine: 'goes-on', pid: 4711 }, at('/data/two words')),
    farewell({ engine: 'stopping', pid: 4711 }, at('/data/state')),
    farewell({ engine: 'unreachable' }, at('/data/\x1b[2J')),
  ];

  expect(lines).toEqual([
    "The engine goes on (process 4711); trackdeck --state-dir '/data/two words' comes back to it, trackdeck engine stop --state-dir '/data/two words' ends it.",
    'The engine (process 4711) is still stopping; trackdeck engine status --state-dir /data/state tells.',
    "No engine answers; trackdeck --state-dir '/data/·[2J' starts one.",
  ]);
});

test('of an engine that is silent it names the process and what can be done', () => {
  expect(farewell({ engine: 'silent', pid: 4711 }, at(standardStateDir))).toBe(
    'The engine (process 4711) says nothing: it may be stopped or its machine overloaded. kill -CONT 4711 wakes one that is stopped, kill -9 4711 ends it; trackdeck comes back to it, or starts another.',
  );
});

test('a console that may only attach is told who starts an engine', () => {
  expect(farewell({ engine: 'unreachable' }, { stateDir: '/data/state', attachOnly: true })).toBe(
    'No engine answers, and --attach-only starts none: trackdeck consume --state-dir /data/state or trackdeck engine start --state-dir /data/state does.',
  );
});
