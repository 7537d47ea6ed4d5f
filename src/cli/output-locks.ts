import { realpathSync } from 'node:fs';
import { ConsoleError } from '../domain/errors.ts';
import { ledgerKey } from '../domain/ledger.ts';
import type { Lock } from '../services/locks/lock.ts';
import { lockForPurpose } from '../services/locks/purpose-lock.ts';
import type { RowSource } from '../services/ports.ts';
import type { Session } from './session.ts';

/**
 * The exports in the output directory, together with the other members that count into the same store.
 *
 * @throws `OUTPUT_DIR_BUSY`, `OUTPUT_DIR_DIFFERS`
 */
export function lockExports({ config, paths }: Session, storePath: string): Lock {
  const outputDir = realpathSync(config.outputDir);
  const directory = lockForPurpose(paths.exportsLock(outputDir), storePath);
  if (directory.heldFor !== null) throw busy(outputDir, 'exports of another topic or group');
  const store = lockForPurpose(paths.storeLock(storePath), outputDir);
  if (store.heldFor === null) {
    const release = () => {
      store.release();
      directory.release();
    };
    return { release, [Symbol.dispose]: release };
  }
  directory.release();
  throw new ConsoleError(
    'OUTPUT_DIR_DIFFERS',
    `The group ${config.consumerGroup} exports to ${store.heldFor}, not to ${outputDir}`,
    {
      hint: 'Start all members of a group with the same --output-dir.',
      context: { path: outputDir, other: store.heldFor },
    },
  );
}

/**
 * The rejects file in the output directory, together with producers of the same data set and topic:
 * of those the later one fences the earlier.
 *
 * @throws `OUTPUT_DIR_BUSY`
 */
export function lockRejects({ config, paths }: Session, source: RowSource): Lock {
  const outputDir = realpathSync(config.outputDir);
  const purpose = ledgerKey(config.topic, source.fingerprint.sha256);
  const lock = lockForPurpose(paths.rejectsLock(outputDir), purpose);
  if (lock.heldFor === null) return lock;
  throw busy(outputDir, 'the rejects of another topic or data set');
}

function busy(outputDir: string, what: string): ConsoleError {
  return new ConsoleError('OUTPUT_DIR_BUSY', `${outputDir} is taking ${what} right now`, {
    hint: 'Choose another directory with --output-dir, or wait until that process has ended.',
    context: { path: outputDir },
  });
}
