import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { directoryEntries } from '../../support/cli/directory-entries.ts';
import { onKafka } from '../../support/cli/on-kafka.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli } from '../../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../../support/cli/workspace.ts';
import type { KafkaPorts } from '../../support/kafka/kafka-ports.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const PASSWORD = 'alice-secret';
const ALICE = { KAFKA_SASL_USERNAME: 'alice' };

type Settings = (workspace: Workspace) => Readonly<Record<string, string>>;

const fromFile: Settings = ({ write }) => ({
  KAFKA_SASL_PASSWORD_FILE: write('password', `${PASSWORD}\n`),
});

describe.skipIf(!hasKafka)(
  'a run on a cluster that asks who is there, by its settings alone',
  () => {
    test.each<[string, keyof KafkaPorts, Settings]>([
      ['TLS', 'tls', () => ({})],
      [
        'TLS and a certificate of the client',
        'mutualTls',
        () => {
          const { clientCertificate, clientKey } = sharedKafka().certificates;
          return { KAFKA_SSL_CERT: clientCertificate, KAFKA_SSL_KEY: clientKey };
        },
      ],
      [
        'PLAIN, its password in the environment',
        'sasl',
        () => ({ ...ALICE, KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: PASSWORD }),
      ],
      [
        'SCRAM-SHA-256, its password in a file',
        'sasl',
        (place) => ({ ...ALICE, KAFKA_SASL_MECHANISM: 'scram-sha-256', ...fromFile(place) }),
      ],
      [
        'SCRAM-SHA-512, its password in a file',
        'sasl',
        (place) => ({ ...ALICE, KAFKA_SASL_MECHANISM: 'scram-sha-512', ...fromFile(place) }),
      ],
    ])('%s: publishes, counts and exports, and shows no secret', async (_, listener, settings) => {
      const workspace = createWorkspace();
      const { ports, certificates } = sharedKafka();
      const { flags } = onKafka(workspace);
      const env = {
        KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${ports[listener]}`,
        KAFKA_SSL_CA: certificates.ca,
        LOG_LEVEL: 'debug',
        ...settings(workspace),
      };

      const { exitCode, stdout, stderr } = await runCli(
        ['run', '--demo', '--demo-rows', '200', ...flags],
        { env },
      );

      expect(exitCode, stderr).toBe(0);
      expect(resultOf(stdout)).toMatchObject({ consumed: 200, exported: 200, balanced: true });
      const written = directoryEntries(workspace.directory)
        .filter(({ path, isFile }) => isFile && path !== workspace.path('password'))
        .map(({ path }) => readFileSync(path, 'latin1'));
      expect([stdout, stderr, ...written].join('\n')).not.toContain(PASSWORD);
    });
  },
);
