import type { Compose } from './compose-file.ts';
import { listenerFaults } from './compose-listeners.ts';
import { referenceFaults } from './compose-references.ts';
import { safetyFaults } from './compose-safety.ts';

/** Everything that is wrong with the architecture, as far as its file tells. */
export function composeFaults(compose: Compose): readonly string[] {
  return [...referenceFaults(compose), ...listenerFaults(compose), ...safetyFaults(compose)];
}
