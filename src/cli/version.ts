import { readFileSync } from 'node:fs';

const packageJson = new URL('../../package.json', import.meta.url);

/** Version of this trackdeck. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { readonly version: string }).version;
}
