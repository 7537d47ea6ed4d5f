import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

type Mistake = {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says: RegExp;
};

const MISTAKES: readonly Mistake[] = [
  { title: 'an unknown flag', args: ['run', '--colour'], says: /unknown option '--colour'/ },
  { title: 'an unknown command', args: ['runn'], says: /unknown command 'runn'/ },
  {
    title: 'an unknown subcommand',
    args: ['dataset', 'infos'],
    says: /unknown command 'infos'/,
  },
  { title: 'an argument too many', args: ['run', 'tracks.csv'], says: /too many arguments.*run/ },
  {
    title: 'a flag without its value',
    args: ['run', '--topic'],
    says: /'--topic <name>' argument missing/,
  },
  {
    title: 'BATCH_SIZE=0',
    args: ['run'],
    env: { BATCH_SIZE: '0' },
    says: /BATCH_SIZE=0 .*at least 1/,
  },
  {
    title: '--batch-size 0',
    args: ['produce', '--batch-size', '0'],
    says: /--batch-size 0: .*at least 1/,
  },
  {
    title: 'a delay that is no number',
    args: ['run'],
    env: { DELAY_BETWEEN_BATCHES: 'soon' },
    says: /DELAY_BETWEEN_BATCHES=soon .*number/,
  },
  {
    title: 'a PRODUCER_MODE that is neither',
    args: [],
    env: { PRODUCER_MODE: 'maybe' },
    says: /PRODUCER_MODE=maybe .*true or false/,
  },
  {
    title: 'a broker without its port',
    args: ['run', '--bootstrap-servers', 'broker.example'],
    says: /--bootstrap-servers broker\.example: "broker\.example" must be host:port/,
  },
  {
    title: 'a broker with a port that is none',
    args: ['consume'],
    env: { KAFKA_BOOTSTRAP_SERVERS: 'localhost:99999' },
    says: /KAFKA_BOOTSTRAP_SERVERS=localhost:99999 .*port from 1 to 65535/,
  },
  {
    title: 'a configuration file that is missing',
    args: ['run', '--config', '/nonexistent/config.json'],
    says: /\/nonexistent\/config\.json: cannot be read/,
  },
];

describe.each(MISTAKES)('$title', ({ args, env = {}, says }) => {
  test('is told in a few lines, exits with 2 and does nothing', async () => {
    const { directory, exports, stateDir, outputDir } = createWorkspace();
    const defaults = { TRACKDECK_STATE_DIR: stateDir, OUTPUT_DIR: outputDir };
    const ended = await runCli(args, { env: { ...defaults, ...env }, cwd: directory });

    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect(exports()).toEqual([]);
  });
});

test('every fault of a configuration is told at once, with where it comes from', async () => {
  const { flags, write } = createWorkspace();
  const config = write('config.json', JSON.stringify({ topicName: 'x', seed: -1 }));
  const args = ['run', '--config', config, '--topic', 'no spaces', ...flags];

  const { exitCode, stderr } = await runCli(args, { env: { STATS_INTERVAL: '0' } });

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/config\.json: unknown key "topicName"/);
  expect(stderr).toMatch(/"seed": -1 \(.*config\.json\): must be at least 0/);
  expect(stderr).toMatch(/--topic no spaces: /);
  expect(stderr).toMatch(/STATS_INTERVAL=0 \(environment\): must be at least 0\.1/);
});
