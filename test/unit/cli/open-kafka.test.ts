import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kafkaSecurity } from '../../../src/cli/open-kafka.ts';
import { loadConfig } from '../../../src/config.ts';

function fileWith(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'kafka-security-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'secret');
  writeFileSync(file, content);
  return file;
}

function configOf(env: Readonly<Record<string, string>>) {
  return loadConfig({ flags: {}, env });
}

test('without any setting there is neither TLS nor a login', () => {
  expect(kafkaSecurity(configOf({}), undefined)).toEqual({});
});

test('TLS without files trusts the authorities of the system', () => {
  expect(kafkaSecurity(configOf({ KAFKA_SSL: 'true' }), undefined)).toEqual({ tls: {} });
});

test('certificate files imply TLS, and their content is taken', () => {
  const env = {
    KAFKA_SSL_CA: fileWith('authority'),
    KAFKA_SSL_CERT: fileWith('certificate'),
    KAFKA_SSL_KEY: fileWith('key'),
  };

  const { tls } = kafkaSecurity(configOf(env), undefined);

  expect(tls).toEqual({ ca: 'authority', certificate: 'certificate', key: 'key' });
});

test('a login takes the password of the environment, or the first line of a file', () => {
  const env = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'alice' };
  const file = fileWith('from a file\nand no more\n');

  const given = kafkaSecurity(configOf(env), 'given');
  const read = kafkaSecurity(configOf({ ...env, KAFKA_SASL_PASSWORD_FILE: file }), undefined);

  const login = { mechanism: 'scram-sha-512', username: 'alice' };
  expect(given.sasl).toEqual({ ...login, password: 'given' });
  expect(read.sasl).toEqual({ ...login, password: 'from a file' });
});

test.each([
  [{ KAFKA_SASL_MECHANISM: 'plain' }, /needs KAFKA_SASL_USERNAME/],
  [{ KAFKA_SASL_USERNAME: 'alice' }, /KAFKA_SASL_MECHANISM: must be given/],
  [{ KAFKA_SSL_CERT: '/nowhere/cert.pem' }, /one needs the other/],
  [
    { KAFKA_SSL_CA: '/nowhere/ca.pem' },
    /KAFKA_SSL_CA: \/nowhere\/ca.pem cannot be read \(ENOENT\)/,
  ],
])('settings that lack something are refused: %o', (env, message) => {
  const secure = () => kafkaSecurity(configOf(env), undefined);

  expect(secure).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(secure).toThrow(message);
});

test('all that is wrong is told at once', () => {
  const env = {
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SSL_CA: '/nowhere/ca.pem',
    KAFKA_SSL_KEY: '/nowhere/key.pem',
  };

  const secure = () => kafkaSecurity(configOf(env), undefined);

  expect(secure).toThrow(/one needs the other/);
  expect(secure).toThrow(/needs KAFKA_SASL_USERNAME/);
  expect(secure).toThrow(/ca\.pem cannot be read[\s\S]*key\.pem cannot be read/);
});

test('a fault of the login does not show the password', () => {
  const env = { KAFKA_SASL_MECHANISM: 'plain' };

  expect(() => kafkaSecurity(configOf(env), 'hush')).toThrow(/^(?!.*hush)/s);
});
