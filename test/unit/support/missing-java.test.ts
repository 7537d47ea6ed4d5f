import { expect, onTestFinished, test, vi } from 'vitest';
import type { TestProject } from 'vitest/node';
import { setup as setUpHdfs } from '../../support/hdfs/global-setup.ts';
import { setup as setUpKafka } from '../../support/kafka/global-setup.ts';
import { setup as setUpSpark } from '../../support/spark/global-setup.ts';

const SETUPS = [
  ['Kafka', 'kafka', setUpKafka, 'THE KAFKA TESTS ARE SKIPPED'],
  ['HDFS', 'hasHdfs', setUpHdfs, 'THE HDFS TESTS ARE SKIPPED'],
  ['Spark', 'hasSpark', setUpSpark, 'THE SPARK TESTS ARE SKIPPED'],
] as const;

/** A machine without any of the commands, and what is provided to the tests there. */
function bareMachine({ isCi }: { readonly isCi: boolean }) {
  vi.stubEnv('PATH', '/nonexistent');
  vi.stubEnv('CI', isCi ? 'true' : '');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    said.mockRestore();
  });
  const provided = new Map<string, unknown>();
  const project = {
    provide: (name: string, value: unknown) => void provided.set(name, value),
  } as unknown as TestProject;
  return { project, provided, said: () => said.mock.calls.join('\n') };
}

test.each(SETUPS)(
  'without Java the tests of %s are skipped, and it is said loudly',
  async (_, name, setUp, words) => {
    const { project, provided, said } = bareMachine({ isCi: false });

    await setUp(project);

    expect(provided.get(name)).toBeFalsy();
    expect(said()).toContain(words);
    expect(said()).toMatch(/java, mvn.* not found/);
  },
);

test.each(SETUPS)('in CI a machine without Java fails the tests of %s', async (_, __, setUp) => {
  const { project } = bareMachine({ isCi: true });

  const settingUp = async () => setUp(project);

  await expect(settingUp).rejects.toThrow(/java, mvn.* not found; CI must run/);
});
