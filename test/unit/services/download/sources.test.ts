import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { downloadSources } from '../../../../src/services/download/sources.ts';

const kaggle = { username: 'ada', password: 'k3y' };

test('Kaggle is asked first, with the credentials, then Hugging Face without', () => {
  const sources = downloadSources({ datasetUrl: undefined, kaggle });

  expect(sources.map(({ name }) => name)).toEqual(['Kaggle', 'Hugging Face']);
  expect(sources[0]?.url.host).toBe('www.kaggle.com');
  expect(sources[0]?.authorization?.()).toBe('Basic YWRhOmszeQ==');
  expect(sources[1]?.url.host).toBe('huggingface.co');
  expect(sources[1]?.authorization).toBeUndefined();
});

test('a given URL replaces both, and does not get the credentials for Kaggle', () => {
  const datasetUrl = 'https://tracks.example/d.csv?version=2';

  const sources = downloadSources({ datasetUrl, kaggle });

  expect(sources.map(({ url }) => url.href)).toEqual([datasetUrl]);
  expect(sources[0]?.authorization).toBeUndefined();
});

test('a password in the given URL is sent as credentials and shown nowhere', () => {
  const datasetUrl = 'https://ada:p%40ss@tracks.example/d.csv';

  const [source] = downloadSources({ datasetUrl, kaggle: undefined });

  expect(source?.url.href).toBe('https://tracks.example/d.csv');
  expect(source?.authorization?.()).toBe(`Basic ${btoa('ada:p@ss')}`);
  expect(inspect(source) + JSON.stringify(source)).not.toMatch(/p@ss|p%40ss|YWRh/);
});
