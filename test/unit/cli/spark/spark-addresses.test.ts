import { describe, expect, test } from 'vitest';
import { registrationUrl, sparkAddresses } from '../../../../src/cli/spark/spark-addresses.ts';

describe('the addresses of Spark', () => {
  test.each([
    ['http://spark-master:8081/', 'http://spark-master:8081', 'http://spark-master:4040'],
    ['spark://spark-master:7077', 'http://spark-master:8080', 'http://spark-master:4040'],
  ])('follow from %s', (url, master, application) => {
    const addresses = sparkAddresses(url, { sparkAppUrl: undefined });

    expect([addresses.master.origin, addresses.application.origin]).toEqual([master, application]);
  });

  test('of an application can be given', () => {
    const { application } = sparkAddresses('http://m:8080', { sparkAppUrl: 'http://job:4041' });

    expect(application.origin).toBe('http://job:4041');
  });

  test('to register at are what was given, else what the master calls itself', () => {
    expect(registrationUrl('spark://localhost:7077', 'spark://spark-master:7077')).toBe(
      'spark://localhost:7077',
    );
    expect(registrationUrl('http://localhost:8080', 'spark://spark-master:7077')).toBe(
      'spark://spark-master:7077',
    );
  });
});
