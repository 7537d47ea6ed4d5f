import { type Config, type ConfigKey, type FlagValues, settings } from '../../config.ts';
import type { PipelineSlice } from '../../state/slices/pipeline.ts';

/**
 * Flags that ask for something else than a running engine works on, each as a sentence. An engine
 * that has not opened its broker yet cannot be compared.
 */
export function unheededFlags(
  config: Config,
  flags: FlagValues,
  pipeline: PipelineSlice,
): readonly string[] {
  if (pipeline === null) return [];
  const works: Partial<Record<ConfigKey, string>> = {
    bootstrapServers: pipeline.broker === 'kafka' ? pipeline.address : 'the embedded log',
    topic: pipeline.topic,
    consumerGroup: pipeline.group,
    outputDir: pipeline.outputDir,
  };
  return settings.flatMap(({ key, flag }) => {
    const actual = works[key];
    const isAskedFor = flags[key] !== undefined && actual !== undefined;
    if (!isAskedFor || String(config[key]) === actual) return [];
    return [`--${flag} ${config[key]} has no effect: the running engine works with ${actual}`];
  });
}
