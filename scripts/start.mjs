// `npm start`: trackdeck from a working copy, compiled first when dist/ is missing or stale.
import { buildIfStale } from './ensure-build.mjs';

buildIfStale();
await import('../dist/cli.js');
