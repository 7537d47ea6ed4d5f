import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { kafkaClientOptions } from '../../../../src/services/spark/kafka-options.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function pemOf(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ type, format: 'pem' }).toString();
}

test.each([
  ['PKCS#1', rsa, pemOf(rsa, 'pkcs1')],
  ['SEC 1', ec, pemOf(ec, 'sec1')],
  ['PKCS#8', rsa, pemOf(rsa, 'pkcs8')],
])('a private key of %s is given as PKCS#8, the only form that Java takes', (_, key, given) => {
  const options = kafkaClientOptions({ tls: { certificate: 'CERTIFICATE', key: given } });

  const told = options['ssl.keystore.key'] ?? '';
  expect(told).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(createPrivateKey(told).equals(key)).toBe(true);
  expect(options['ssl.keystore.certificate.chain']).toBe('CERTIFICATE');
});
