// npm run screenshot: draws docs/console.svg from the running console, in the middle of an ingestion
// of demo data.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOnTerminal } from '../test/support/terminal/terminal-program.ts';
import { terminalSvg } from './terminal-svg.ts';

const SIZE = { columns: 140, rows: 40 } as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'trackdeck-picture-'));
const cleanUps: (() => Promise<void>)[] = [];

const program = startOnTerminal(
  process.execPath,
  [
    join(root, 'dist', 'cli.js'),
    ...['--state-dir', join(directory, 'state'), '--output-dir', join(directory, 'output')],
    '--demo',
  ],
  {
    ...SIZE,
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: directory, TERM: 'xterm-256color', TZ: 'UTC' },
    atEnd: (cleanUp) => cleanUps.push(cleanUp),
  },
);

try {
  await program.untilShown(/I ingest/);
  program.press('{');
  await program.untilShown('limited to 50,000');
  program.press('{', '{');
  await program.untilShown('limited to 10,000');
  program.press('I');
  await program.untilShown('y yes, start');
  program.press('y');
  await program.untilShown(/ack(nowledg)?ed +[5-9]\d,\d{3}/);
  await program.untilScreen('no line of the moment', (text) => !text.includes('is under way'));
  mkdirSync(join(root, 'docs'), { recursive: true });
  const picture = terminalSvg(
    program.terminal.cells(),
    'The trackdeck console during an ingestion',
  );
  writeFileSync(join(root, 'docs', 'console.svg'), picture);
} finally {
  program.press('q');
  await program.untilShown('X stop the engine and leave').then(
    () => program.press('X'),
    () => {},
  );
  await program.exited;
  for (const cleanUp of cleanUps) await cleanUp();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
