import type { Config } from '../../config.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { GivenSettings } from './given-settings.ts';
import { findOrStartEngine } from './start-engine.ts';
import { unheededFlags } from './unheeded-flags.ts';

export type AttachedEngine = {
  readonly client: EngineClient;
  /** Whether it was not there before. */
  readonly startedByUs: boolean;
  /** Sentences for the operator: flags of this command line that the running engine does not follow. */
  readonly notices: readonly string[];
};

/**
 * Finds the engine of the state directory, or starts one.
 *
 * @throws what keeps an engine from starting, `ENGINE_UNREACHABLE`, `ENGINE_PROTOCOL`
 */
export async function attachEngine(config: Config, given: GivenSettings): Promise<AttachedEngine> {
  const { client, answer, startedByUs } = await findOrStartEngine(config, given);
  const notices = startedByUs ? [] : unheededFlags(config, given.flags, answer.state.pipeline);
  return { client, startedByUs, notices };
}
