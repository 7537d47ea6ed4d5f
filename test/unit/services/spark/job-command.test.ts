import { describe, expect, test } from 'vitest';
import { jobCommand } from '../../../../src/services/spark/job-command.ts';
import { kafkaClientOptions } from '../../../../src/services/spark/kafka-options.ts';
import { runPlanOf } from '../../../support/spark/spark-runs.ts';

const SETTINGS = {
  spark: { submit: '/opt/spark/bin/spark-submit', connector: ['--jars', '/jars/a.jar'] },
  masterUrl: 'spark://spark-master:7077',
  script: '/app/track_analytics.py',
  plan: runPlanOf(),
  bootstrapServers: 'kafka:9093',
  topic: 'spotify-tracks',
  kafkaOptions: {},
  hdfsUser: undefined,
  environment: { PATH: '/bin' },
  parent: 4711,
} as const;

describe('the command of a job', () => {
  test('reads a batch over just the offsets of the plan', () => {
    const { path, parameters } = jobCommand(SETTINGS);

    expect(path).toBe('/opt/spark/bin/spark-submit');
    expect(parameters.join(' ')).toContain('--master spark://spark-master:7077');
    expect(parameters.slice(parameters.indexOf('/app/track_analytics.py') + 1)).toEqual([
      ...['--bootstrap-servers', 'kafka:9093', '--topic', 'spotify-tracks'],
      ...['--output', runPlanOf().output, '--parent', '4711'],
      ...['--starting-offsets', '{"0":0,"1":0,"2":0}'],
      ...['--ending-offsets', '{"0":38017,"1":37990,"2":38040}'],
    ]);
  });

  test('reads a stream without an end', () => {
    const { parameters } = jobCommand({ ...SETTINGS, plan: runPlanOf({ mode: 'streaming' }) });

    expect(parameters).toContain('--streaming');
    expect(parameters).not.toContain('--ending-offsets');
  });

  test('gives passwords to the environment alone, and none that the job has no use for', () => {
    const sasl = { mechanism: 'scram-sha-256', username: 'alice', password: 'a"b\\c' } as const;
    const kafkaOptions = kafkaClientOptions({ tls: { ca: 'PEM' }, sasl });
    const environment = { PATH: '/bin', KAFKA_SASL_PASSWORD: 'a"b\\c', KAGGLE_KEY: 'k' };

    const command = jobCommand({ ...SETTINGS, kafkaOptions, environment });

    expect(command.parameters.join(' ')).not.toContain('a"b');
    expect(Object.keys(command.environment)).toEqual(['PATH', 'TRACKDECK_KAFKA_OPTIONS']);
    expect(JSON.parse(command.environment['TRACKDECK_KAFKA_OPTIONS'] ?? '')).toEqual({
      'security.protocol': 'SASL_SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.certificates': 'PEM',
      'sasl.mechanism': 'SCRAM-SHA-256',
      'sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="a\\"b\\\\c";',
    });
  });

  test.each([
    [{}, undefined],
    [{ tls: {} }, 'SSL'],
    [{ sasl: { mechanism: 'plain', username: 'a', password: 'b' } }, 'SASL_PLAINTEXT'],
  ] as const)('protects connections as the console does: %o', (security, protocol) => {
    expect(kafkaClientOptions(security)['security.protocol']).toBe(protocol);
  });

  test('speaks from the loopback address to a master that has no other', () => {
    const local = jobCommand({ ...SETTINGS, masterUrl: 'spark://127.0.0.1:7077' });

    expect(local.environment['SPARK_LOCAL_IP']).toBe('127.0.0.1');
    expect(jobCommand(SETTINGS).environment['SPARK_LOCAL_IP']).toBeUndefined();
  });
});
