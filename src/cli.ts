#!/usr/bin/env -S node --max-semi-space-size=8
// The young generation would else grow until a run takes 400 MB; this costs no time.
// Nothing is imported before the version check: older versions of Node fail on what follows.
const NEEDED = [24, 15] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `trackdeck needs Node.js ${NEEDED.join('.')} or newer, this is ${process.versions.node}: ` +
      'run npm ci and then npm start, or take a newer node.\n',
  );
  process.exitCode = 2;
} else {
  // The old generation would else grow to four times what is in use: 50 MB less for 4 % more time.
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=150');
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
  // What else keeps the process is a connection to a broker that does not answer.
  setTimeout(() => process.exit(), 1_000).unref();
}
