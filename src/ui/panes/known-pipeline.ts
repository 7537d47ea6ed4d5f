import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ConsoleState } from '../../state/store.ts';

type KnownPipeline = Pick<
  NonNullable<ConsoleState['pipeline']>,
  'broker' | 'address' | 'topic' | 'group' | 'outputDir'
> & {
  /** Whether the broker has been reached; before, only the settings are known. */
  readonly isOpen: boolean;
};

/** What the engine works on, by its settings until the broker is there; `null` before it has told. */
export function knownPipeline({
  engine,
  state,
}: Pick<MirrorView, 'engine' | 'state'>): KnownPipeline | null {
  if (state.pipeline !== null) return { ...state.pipeline, isOpen: true };
  const {
    topic,
    'bootstrap-servers': servers,
    'consumer-group': group,
    'output-dir': outputDir,
  } = engine?.settings ?? {};
  if (topic === undefined || group === undefined || outputDir === undefined) return null;
  const broker = servers === undefined ? 'embedded' : 'kafka';
  return { broker, address: servers ?? '', topic, group, outputDir, isOpen: false };
}
