// Compiles src/ to dist/. Runs on any Node that runs npm, before Node 24 is at hand.
import { buildIfStale } from './ensure-build.mjs';
import { linkNode } from './link-node.mjs';

linkNode();
buildIfStale({ force: process.argv.includes('--force') });
