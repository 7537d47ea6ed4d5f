import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

/** The rows of the table under this head, as their cells. */
function tableUnder(head: string): readonly (readonly string[])[] {
  const lines = readme.slice(readme.indexOf(head)).split('\n').slice(2);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) => row.split('|').map((cell) => cell.trim()));
}

test('every test that the README names is there', () => {
  const named = [...readme.matchAll(/`(test\/[^`*]*)`/g)].map(([, path = '']) => path);

  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test('every part of the architecture has a line that says how it starts and what proves it', () => {
  const rows = tableUnder('| part | what it is here | how it starts | proved by |');

  expect(rows.map(([, part]) => part)).toEqual([
    ...['download', 'producer', 'Kafka', 'topic', 'coordination', 'consumer', 'output files'],
    ...['Kafka UI', 'NameNode', 'Spark', 'compose'],
  ]);
  for (const [, , what, start, proof] of rows) {
    expect([what, start]).not.toContain('');
    expect(proof).toMatch(/`test\//);
  }
});
