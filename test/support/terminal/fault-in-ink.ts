import { registerHooks } from 'node:module';

/** Takes the terminal as Ink does, and fails before it could give it back. */
const FAULTY = `
export default function render() {
  process.stdin.setRawMode(true);
  process.stdout.write('\\x1b[?1049h\\x1b[?25l\\x1b[?2004h');
  throw new Error('no layout engine');
}`;

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/ink/build/render.js')) return nextLoad(url, context);
    return { format: 'module', source: FAULTY, shortCircuit: true };
  },
});
