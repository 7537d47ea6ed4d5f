import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { uniqueName } from '../../support/broker/topics.ts';
import { expectOneMessage } from '../../support/cli/expect-one-message.ts';
import { onKafka } from '../../support/cli/on-kafka.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { forbidCreation } from '../../support/kafka/forbidden-creation.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

/** A port that no broker has. */
const NOBODY = { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', BROKER_TIMEOUT: '1' };
const FEW = ['--demo', '--demo-rows', '100'];
const SECRET = 'not-her-password';

/** Environment of a login at the listener that wants one. */
function loginAs(username: string, password: string): Readonly<Record<string, string>> {
  const { ports, certificates } = sharedKafka();
  return {
    KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${ports.sasl}`,
    KAFKA_SSL_CA: certificates.ca,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  };
}

describe.skipIf(!hasKafka)('a Kafka that cannot be worked with', () => {
  test.each(['run', 'produce'])(
    '%s gives an absent broker up after BROKER_TIMEOUT',
    async (command) => {
      const { flags } = createWorkspace();
      const startedAt = performance.now();

      const { exitCode, stdout, stderr } = await runCli([command, ...FEW, ...flags], {
        env: NOBODY,
      });

      expect(exitCode).toBe(1);
      expect(stdout).toBe('');
      const failure = stderr.slice(stderr.indexOf('trackdeck: '));
      expectOneMessage(
        failure,
        'BROKER_UNREACHABLE',
        /Cannot reach Kafka at 127\.0\.0\.1:1 \(ECONNREFUSED\)/,
      );
      expect(failure).toMatch(/KAFKA_BOOTSTRAP_SERVERS/);
      expect(performance.now() - startedAt).toBeGreaterThan(1_000);
    },
  );

  test('consume waits for an absent broker for ever, and ends with 0 when it is told to', async () => {
    const { flags } = createWorkspace();
    const consumer = startCli(['consume', ...flags], { env: { ...NOBODY, BROKER_TIMEOUT: '0' } });
    await consumer.untilStderr(/Cannot reach Kafka at 127\.0\.0\.1:1 .*; trying again/);

    consumer.kill('SIGTERM');

    expect((await consumer.exited).exitCode).toBe(0);
  });

  test('no demo data is published to it unless it is asked for', async () => {
    const workspace = createWorkspace();
    const { topic, flags, options } = onKafka(workspace);

    const { exitCode, stderr } = await runCli(['run', ...flags], options);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^trackdeck: DOWNLOAD_FAILED: /m);
    expect(stderr).toMatch(/--demo/);
    const { bootstrapServers } = sharedKafka();
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    expect(await broker.describeTopic(topic)).toBeUndefined();
    await broker.close();
  });

  test('a wrong password is refused at once, and shown nowhere', async () => {
    const workspace = createWorkspace();

    const { exitCode, stdout, stderr } = await runCli(['run', ...FEW, ...workspace.flags], {
      env: loginAs('alice', SECRET),
    });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^trackdeck: BROKER_REFUSED: Kafka at .* refused the connection: /m);
    expect(stderr).toMatch(/KAFKA_SASL_/);
    expect(stdout + stderr + filesIn(workspace.stateDir)).not.toContain(SECRET);
  });

  test('a topic that may not be created is left to an administrator', async () => {
    const workspace = createWorkspace();
    const prefix = uniqueName('forbidden');
    await forbidCreation('bob', prefix);

    const { exitCode, stderr } = await runCli(
      ['run', ...FEW, ...workspace.flags, '--topic', `${prefix}-tracks`],
      { env: loginAs('bob', 'bob-secret') },
    );

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^trackdeck: TOPIC_NOT_CREATED: Kafka refused to create topic forbidden-/m,
    );
    expect(stderr).toMatch(/Have an administrator create it with 3 partitions/);
  });
});

/** Content of everything in the directory that a process leaves there. */
function filesIn(directory: string): string {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}
