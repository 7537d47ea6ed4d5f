import type { ConsoleEvent } from '../events.ts';

/** What this process works on; `null` until the broker is open. */
export type PipelineSlice = {
  readonly broker: 'embedded' | 'kafka';
  readonly address: string;
  readonly topic: string;
  readonly group: string;
  readonly outputDir: string;
  readonly openedAt: number;
} | null;

export function pipelineReducer(slice: PipelineSlice, event: ConsoleEvent): PipelineSlice {
  if (event.type !== 'pipeline/opened') return slice;
  const { broker, address, topic, group, outputDir, at } = event;
  return { broker, address, topic, group, outputDir, openedAt: at };
}
