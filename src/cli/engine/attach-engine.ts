import type { Config } from '../../config.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { EngineIdentity } from '../../engine/protocol.ts';
import type { GivenSettings } from './given-settings.ts';
import { findOrStartEngine } from './start-engine.ts';
import { unheededFlags } from './unheeded-flags.ts';

export type AttachedEngine = {
  readonly client: EngineClient;
  /** `id` of the engine where it was not there before, else `null`. */
  readonly startedEngine: string | null;
  /** Sentences for the operator: flags of this command line that the running engine does not follow. */
  readonly notices: readonly string[];
};

/** Starts the engine that is gone again, where it would be the same. */
export type AttachAgain = (lost: EngineIdentity | null) => Promise<AttachedEngine>;

/**
 * Finds the engine of the state directory, or starts one.
 *
 * @throws what keeps an engine from starting, `ENGINE_UNREACHABLE`, `ENGINE_PROTOCOL`
 */
export async function attachEngine(config: Config, given: GivenSettings): Promise<AttachedEngine> {
  const { client, answer, startedByUs } = await findOrStartEngine(config, given);
  const { engine } = answer;
  const notices = startedByUs ? [] : unheededFlags(config, given.flags, engine.settings);
  return { client, startedEngine: startedByUs ? engine.id : null, notices };
}
