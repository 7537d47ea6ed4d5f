import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type LeanImport = {
  readonly specifier: string;
  /** Files of Ink that ask for it. */
  readonly from: readonly string[];
  /** What they get, as a URL beside what they asked for. */
  readonly instead: string;
};

const OWN = extname(import.meta.url);

const LEAN_IMPORTS: readonly LeanImport[] = [
  // Ink takes one function from a library of some 600 files, a third of the time to the first frame.
  { specifier: 'es-toolkit/compat', from: ['ink.js'], instead: 'function/throttle.mjs' },
  // Putting a frame together was two thirds of what a frame costs, and most of its garbage.
  { specifier: './output.js', from: ['renderer.js'], instead: own('row-output') },
  // Measuring what has changed was half of the rest: it looks at borders grapheme by grapheme.
  { specifier: 'string-width', from: ['line-update.js'], instead: own('cell-width') },
];

/** Compiled or not. */
function own(name: string): string {
  return new URL(`./ink/${name}${OWN}`, import.meta.url).href;
}

/**
 * Gives Ink something leaner than it asks for. Only before Ink is loaded, and only while the file
 * is there and Ink asks for it: otherwise Ink gets what it asked for.
 */
export function leanImports(): void {
  const ink = pathToFileURL(createRequire(import.meta.url).resolve('ink'));
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const asked = nextResolve(specifier, context);
      const lean = LEAN_IMPORTS.find(
        ({ specifier: name, from }) =>
          name === specifier && from.some((file) => new URL(file, ink).href === context.parentURL),
      );
      if (lean === undefined) return asked;
      const url = new URL(lean.instead, asked.url).href;
      return existsSync(fileURLToPath(url)) ? { ...asked, url, format: formatOf(url) } : asked;
    },
  });
}

function formatOf(url: string): string {
  return extname(url) === '.ts' ? 'module-typescript' : 'module';
}
