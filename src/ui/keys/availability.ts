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
  const command = COMMANDS[id];
  if (command !== undefined) {
    return (
      whyNoAnswer(mirrorView) ??
      whyPointless(id, mirrorView) ??
      whyUnable(command, mirrorView) ??
      whyNoBroker(id, mirrorView)
    );
  }
  if (id === 'start-engine') return whyNoStart(mirrorView);
  if (id !== 'filter' || FILTERED_PANES.includes(view.focus)) return null;
  return 'Only 4 Genres, 5 Artists and 7 Events have a list to filter';
}

/** What the keys that steer the engine ask of it. */
const COMMANDS: Readonly<Partial<Record<KeyId, CommandName>>> = {
  'start-ingestion': 'preview-ingestion',
  'stop-ingestion': 'stop-ingestion',
  'toggle-production': 'pause-production',
  'lower-rate': 'limit-rate',
  'raise-rate': 'limit-rate',
  'toggle-consumption': 'pause-consumption',
  snapshot: 'export-snapshot',
  'export-menu': 'export-snapshot',
  'submit-spark': 'spark-submit',
  'stop-spark': 'spark-stop',
};

/** Of an engine that is gone or silent that is what stands most in the way. */
function whyNoAnswer({ link, engine, mayStart, state }: MirrorView): string | null {
  if (link.name === 'silent') {
    return `The engine is silent since ${clockText(link.since)}; it is waited for`;
  }
  if (link.name === 'lost') {
    const next = mayStart ? 'S starts it again' : 'it is waited for';
    return `The engine is gone since ${clockText(link.since)}; ${next}`;
  }
  if (engine === null) return 'Not yet connected to the engine';
  if (state.life.name !== 'running') return 'The engine is stopping; it takes no commands any more';
  return null;
}

const NO_INGESTION = 'No ingestion is under way; I starts one';
const NO_SPARK_RUN = 'No run on Spark is under way; B submits one';

/** As things stand there is nothing to be done. */
function whyPointless(id: KeyId, view: MirrorView): string | null {
  const { producer, consumer } = view.state;
  switch (id) {
    case 'start-ingestion':
      return isIngesting(producer) ? 'An ingestion is under way; X stops it' : null;
    case 'stop-ingestion':
      return isIngesting(producer) ? null : NO_INGESTION;
    case 'toggle-production':
      return isIngesting(producer) || producer.pausedSince !== null ? null : NO_INGESTION;
    case 'toggle-consumption':
      return consumer.status.name === 'failed' ? 'The consumption has failed; see pane 3' : null;
    case 'submit-spark':
      return whyNoBatch(view);
    case 'stop-spark':
      return isSparkRunning(view.state) ? null : (whyNoBatch(view) ?? NO_SPARK_RUN);
    default:
      return null;
  }
}

function whyNoBatch(view: MirrorView): string | null {
  if (view.state.spark === null) return 'Spark is not used: SPARK_MASTER_URL is not set';
  if (isSparkRunning(view.state)) return 'A run on Spark is under way; K stops it';
  if (knownPipeline(view)?.broker === 'embedded') {
    return 'Spark reads from Kafka alone: KAFKA_BOOTSTRAP_SERVERS is not set';
  }
  return null;
}

/** What cannot be done, nor be prepared, before the engine has reached its broker. */
const ON_BROKER: readonly KeyId[] = ['start-ingestion', 'snapshot', 'export-menu', 'submit-spark'];

function whyNoBroker(id: KeyId, { state }: MirrorView): string | null {
  if (state.pipeline !== null || !ON_BROKER.includes(id)) return null;
  return 'The broker has not been reached yet; the engine goes on trying';
}

function whyUnable(command: CommandName, { engine }: MirrorView): string | null {
  if (engine === null || engine.commands.includes(command)) return null;
  return `The engine is a trackdeck ${engine.command}, which cannot ${command}`;
}

function whyNoStart({ link, engine, mayStart }: MirrorView): string | null {
  if (!mayStart) return 'This console starts no engine (--attach-only); it waits for one';
  if (link.name === 'lost') return null;
  if (engine === null) return 'Not yet connected to the engine';
  if (link.name === 'silent') {
    return `The engine is there but silent; kill -CONT ${engine.pid} wakes one that was stopped`;
  }
  return `The engine runs already (process ${engine.pid}); q leaves it or stops it`;
}
