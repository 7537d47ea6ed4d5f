import { expect, test } from 'vitest';
import { downloadEnvironment, loadConfig } from '../../src/config.ts';

test('a Kaggle account is its name and its key together', () => {
  const account = downloadEnvironment({ KAGGLE_USERNAME: 'ada', KAGGLE_KEY: 'k3y' });
  const half = downloadEnvironment({ KAGGLE_USERNAME: 'ada', KAGGLE_KEY: '' });

  expect(account.kaggle).toEqual({ username: 'ada', password: 'k3y' });
  expect(half.kaggle).toBeUndefined();
});

test.each([
  [{ HTTPS_PROXY: 'http://one.example:1' }, { HTTPS_PROXY: 'http://one.example:1' }],
  [
    { HTTPS_PROXY: 'http://one.example:1', https_proxy: 'http://two.example:2' },
    { HTTPS_PROXY: 'http://two.example:2' },
  ],
  [{ HTTPS_PROXY: '', NO_PROXY: 'three.example' }, { NO_PROXY: 'three.example' }],
])('the proxy of %j is %j', (env, proxy) => {
  expect(downloadEnvironment(env).proxy).toEqual(proxy);
});

test('a proxy that is no URL is refused without showing its password', () => {
  const read = () => downloadEnvironment({ HTTPS_PROXY: 'socks5://ada:pass@proxy.example' });

  expect(read).toThrow(/HTTPS_PROXY \(environment\): must be a URL with http: or https:/);
  expect(read).not.toThrow(/pass@/);
});

test.each([
  'https://tracks.example/d.csv',
  'http://localhost:8080/d.csv',
  'http://127.0.0.1/d.csv',
  'http://[::1]/d.csv',
])('%s is taken as DATASET_URL', (url) => {
  expect(loadConfig({ flags: {}, env: { DATASET_URL: url } }).datasetUrl).toBe(url);
});

test.each([
  'http://tracks.example/d.csv',
  'http://127.0.0.1.tracks.example/d.csv',
  'ftp://localhost/d.csv',
  'tracks.example/d.csv',
])('%s is refused as DATASET_URL', (url) => {
  const load = () => loadConfig({ flags: {}, env: { DATASET_URL: url } });

  expect(load).toThrow(/must be a URL with https:, or with http: on this machine/);
});

test('a password in a refused DATASET_URL is not shown', () => {
  const load = () =>
    loadConfig({ flags: { datasetUrl: 'http://ada:pass@tracks.example' }, env: {} });

  expect(load).toThrow(/http:\/\/\*\*\*@tracks\.example/);
});
