import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Ink takes one function from a library of some 600 files, a third of the time to the first frame. */
const WHOLE_LIBRARY = 'es-toolkit/compat';
const ONE_FUNCTION = 'function/throttle.mjs';

/**
 * Lets Ink load that function alone. Only before it is loaded, and only while the library has the
 * file: otherwise Ink gets the whole of it, as it asked.
 */
export function leanImports(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const whole = nextResolve(specifier, context);
      if (specifier !== WHOLE_LIBRARY) return whole;
      const url = new URL(ONE_FUNCTION, whole.url).href;
      return existsSync(fileURLToPath(url)) ? { ...whole, url, format: 'module' } : whole;
    },
  });
}
