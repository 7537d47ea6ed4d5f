import { expect, test } from 'vitest';
import { withoutUrlSecrets } from '../../../src/domain/url-secrets.ts';

test.each([
  ['https://op:secret@host/path', 'https://***@host/path'],
  [
    'DATASET_URL=ftp://op:a/b@c@host?sig=1&x=2 (environment)',
    'DATASET_URL=ftp://***@host?*** (environment)',
  ],
  ['"url": "https://host/t.csv?sig=1"', '"url": "https://host/t.csv?***"'],
  ['SASL_SSL://op:secret@one:9092,two:9092', 'SASL_SSL://***@one:9092,two:9092'],
  [
    'what is this? user@host and http://host:9870/path',
    'what is this? user@host and http://host:9870/path',
  ],
])('%s is shown as %s', (text, shown) => {
  const result = withoutUrlSecrets(text);

  expect(result).toBe(shown);
});
