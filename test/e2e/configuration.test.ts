import { expect, test } from 'vitest';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

const FROM_FILE = 30;
const FROM_ENVIRONMENT = 40;
const FROM_FLAG = 50;

test('flags go before the environment, the environment before the file, the file before the default', async () => {
  const { write, path, flags } = createWorkspace();
  write('config/trackdeck/config.json', JSON.stringify({ demoRows: FROM_FILE }));
  const file = { XDG_CONFIG_HOME: path('config') };
  const environment = { ...file, TRACKDECK_DEMO_ROWS: String(FROM_ENVIRONMENT) };
  const flag = ['--demo-rows', String(FROM_FLAG)];
  const rowsOf = async (topic: string, args: readonly string[], env: Record<string, string>) => {
    const { stdout } = await runCli(['produce', '--demo', '--topic', topic, ...args, ...flags], {
      env,
    });
    return resultOf(stdout).rows_read;
  };

  const rows = [
    await rowsOf('one', [], file),
    await rowsOf('two', [], environment),
    await rowsOf('three', flag, environment),
  ];

  expect(rows).toEqual([FROM_FILE, FROM_ENVIRONMENT, FROM_FLAG]);
});

test('--config names another file, and an empty variable counts as unset', async () => {
  const { write, path, flags } = createWorkspace();
  write('config/trackdeck/config.json', JSON.stringify({ demoRows: 1 }));
  const config = write('mine.json', JSON.stringify({ demoRows: 60, topic: 'mine' }));
  const env = { XDG_CONFIG_HOME: path('config'), TRACKDECK_DEMO_ROWS: '' };

  const { exitCode, stdout } = await runCli(['run', '--demo', '--config', config, ...flags], {
    env,
  });

  expect(exitCode).toBe(0);
  expect(resultOf(stdout).rows_read).toBe(60);
});

test('state goes to the XDG state directory and output beside the caller by default', async () => {
  const { path, directory, write } = createWorkspace();
  write('work/.keep', '');
  const env = { XDG_STATE_HOME: path('xdg'), XDG_CONFIG_HOME: directory };

  const first = await runCli(['run', '--demo', '--demo-rows', '70'], { env, cwd: path('work') });
  const again = await runCli(
    ['run', '--demo', '--demo-rows', '70', '--state-dir', path('xdg/trackdeck')],
    {
      env,
      cwd: path('work'),
    },
  );

  expect(resultOf(first.stdout)).toMatchObject({
    published_now: 70,
    output_dir: path('work/output'),
  });
  expect(resultOf(again.stdout)).toMatchObject({ published_now: 0, consumed: 70 });
});

test('BATCH_SIZE sets the batches of the producer where both run', async () => {
  const { flags } = createWorkspace();

  const { stderr } = await runCli(['run', '--demo', '--demo-rows', '700', ...flags], {
    env: { BATCH_SIZE: '70' },
  });

  expect(stderr).toMatch(/10 batches of 70 rows/);
});
