import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lock } from '../../../src/services/locks/lock.ts';
import { waitForLock } from '../../../src/services/locks/wait-for-lock.ts';
import type { Workspace } from './workspace.ts';

const WAIT_MS = 10_000;

/** Keeps everybody else from writing exports, as a member does that is at its own. */
export async function holdExports({ stateDir }: Workspace): Promise<Lock> {
  const directory = join(stateDir, 'analytics');
  const store = readdirSync(directory).find((name) => name.endsWith('.db'));
  const lock = await waitForLock(join(directory, `${store}.exclusive-lock`), WAIT_MS);
  if (lock === undefined) throw new Error(`Somebody holds the exports of ${store}`);
  return lock;
}
