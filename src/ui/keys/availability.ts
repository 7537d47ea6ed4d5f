import type { MirrorView } from '../../engine/mirror-view.ts';
import type { CommandName } from '../../engine/protocol.ts';
import { isIngesting, isSparkRunning } from '../../state/selectors/engine-work.ts';
import type { KeyId } from '../keymap.ts';
import { knownPipeline } from '../panes/known-pipeline.ts';
import { clockText } from '../text/clock-text.ts';
import type { PaneId, ViewState } from '../view/view-state.ts';

/** What decides which keys mean something. */
export type Situation = {
  readonly mirrorView: MirrorView;
  readonly view: ViewState;
};

/** Panes with a list that a filter can narrow. */
const FILTERED_PANES: readonly PaneId[] = ['genres', 'artists', 'events'];

/** Why a key does nothing now, as one sentence; `null` when it works. */
export function whyNot(id: KeyId, situation: Situation): string | null {
  const { mirrorView, view } = situation;
  const { producer, consumer } = mirrorView.state;
  switch (id) {
    case 'start-ingestion':
      if (isIngesting(producer)) return 'An ingestion is under way; X stops it';
      return withoutCommand('preview-ingestion', mirrorView);
    case 'stop-ingestion':
      if (!isIngesting(producer)) return 'No ingestion is under way; I starts one';
      return withoutCommand('stop-ingestion', mirrorView);
    case 'toggle-production':
      if (!isIngesting(producer) && producer.pausedSince === null) {
        return 'No ingestion is under way; I starts one';
      }
      return withoutCommand('pause-production', mirrorView);
    case 'lower-rate':
    case 'raise-rate':
      return withoutCommand('limit-rate', mirrorView);
    case 'toggle-consumption':
      if (consumer.status.name === 'failed') return 'The consumption has failed; see pane 3';
      return withoutCommand('pause-consumption', mirrorView);
    case 'snapshot':
    case 'export-menu':
      return withoutCommand('export-snapshot', mirrorView);
    case 'submit-spark':
      return whyNoBatch(mirrorView) ?? withoutCommand('spark-submit', mirrorView);
    case 'stop-spark':
      if (!isSparkRunning(mirrorView.state)) return 'No run on Spark is under way; B submits one';
      return withoutCommand('spark-stop', mirrorView);
    case 'start-engine':
      return whyNoStart(mirrorView);
    case 'filter':
      if (FILTERED_PANES.includes(view.focus)) return null;
      return 'Only 4 Genres, 5 Artists and 7 Events have a list to filter';
    default:
      return null;
  }
}

function whyNoBatch(view: MirrorView): string | null {
  // Of an engine that is gone that is what stands most in the way.
  if (view.link.name === 'lost') return null;
  if (view.state.spark === null) return 'Spark is not used: SPARK_MASTER_URL is not set';
  if (isSparkRunning(view.state)) return 'A run on Spark is under way; K stops it';
  if (knownPipeline(view)?.broker === 'embedded') {
    return 'Spark reads from Kafka alone: KAFKA_BOOTSTRAP_SERVERS is not set';
  }
  return null;
}

function whyNoStart({ link, engine }: MirrorView): string | null {
  if (link.name === 'lost') return null;
  if (engine === null) return 'Not yet connected to the engine';
  return `The engine runs already (process ${engine.pid}); q leaves it or stops it`;
}

function withoutCommand(command: CommandName, { link, engine, state }: MirrorView): string | null {
  if (link.name === 'lost') {
    return `The engine is gone since ${clockText(link.since)}; S starts it again`;
  }
  if (engine === null) return 'Not yet connected to the engine';
  if (state.life.name !== 'running') return 'The engine is stopping; it takes no commands any more';
  if (engine.commands.includes(command)) return null;
  return `The engine is a trackdeck ${engine.command}, which cannot ${command}`;
}
