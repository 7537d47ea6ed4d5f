import { ConsoleError } from '../../domain/errors.ts';
import type { CommandInputs, EngineCommands, ShownPreview } from '../../engine/protocol.ts';
import type { Lock } from '../../services/locks/lock.ts';
import type { Broker, RowSource } from '../../services/ports.ts';
import { describeFailure } from '../../state/commands/failure.ts';
import { ingest } from '../../state/commands/ingest.ts';
import type { ProductionGate } from '../../state/commands/production-gate.ts';
import { selectIngestion } from '../../state/selectors/engine-work.ts';
import type { ConsoleState } from '../../state/store.ts';
import { ingestDeps, ingestOptions } from '../open-pipeline.ts';
import { lockRejects } from '../output-locks.ts';
import type { Session } from '../session.ts';
import { untilState } from '../until-state.ts';
import { within } from '../within.ts';
import { createDatasetFinder } from './dataset-finder.ts';
import { previewIngestion } from './ingestion-preview.ts';
import { requireMeantRun } from './meant-run.ts';
import { requireSameAsShown } from './shown-preview.ts';

type IngestionCommand = 'preview-ingestion' | 'start-ingestion' | 'stop-ingestion';

/** The publishing half of an engine: nothing until it is told to, one data set at a time. */
export type Ingestion = {
  readonly commands: Required<Pick<EngineCommands, IngestionCommand>>;
  /** When none is under way any more. */
  ended(): Promise<void>;
};

type IngestionDeps = {
  readonly session: Session;
  readonly gate: ProductionGate;
  /** `undefined` before it is there. */
  readonly broker: () => Broker | undefined;
  /** Ends what is under way, at its next batch boundary. */
  readonly signal: AbortSignal;
};

type StartInput = CommandInputs['start-ingestion'];
type StopInput = CommandInputs['stop-ingestion'];

/** An answer waits no longer for a start or a stop, which then goes its way without. */
const ANSWER_MS = 5_000;

export function createIngestion(deps: IngestionDeps): Ingestion {
  const { session, gate, signal } = deps;
  const { clock, dispatch, store } = session;
  const finder = createDatasetFinder(session);
  let running: { readonly job: AbortController; readonly ended: Promise<void> } | undefined;
  const preview = (requireBroker: () => Broker, jobSignal: AbortSignal) =>
    previewIngestion({ session, finder, requireBroker }, jobSignal);

  function requireBroker(): Broker {
    if (running !== undefined) throw alreadyRunning();
    const broker = deps.broker();
    if (broker === undefined) throw notReachedYet();
    return broker;
  }

  /** The data set, and the rejects file for it alone. */
  async function prepare(jobSignal: AbortSignal): Promise<{ source: RowSource; lock: Lock }> {
    dispatch({ type: 'ingest/preparing', at: clock.now() });
    try {
      const source = await finder.open(jobSignal);
      return { source, lock: lockRejects(session, source) };
    } catch (error) {
      const at = clock.now();
      if (jobSignal.aborted) dispatch({ type: 'ingest/stopped', at });
      else dispatch({ type: 'ingest/failed', failure: describeFailure(error), at });
      throw error;
    }
  }

  /** @throws `COMMAND_REFUSED` when it is not what was confirmed */
  async function check(
    broker: Broker,
    shown: ShownPreview | undefined,
    jobSignal: AbortSignal,
  ): Promise<void> {
    if (shown !== undefined) requireSameAsShown(shown, await preview(() => broker, jobSignal));
  }

  async function run(broker: Broker, jobSignal: AbortSignal): Promise<void> {
    try {
      const { source, lock } = await prepare(jobSignal);
      using _lock = lock;
      await ingest(
        ingestDeps(session, { source, broker, gate }),
        ingestOptions(session),
        jobSignal,
      );
    } catch (error) {
      if (!jobSignal.aborted) throw error;
    } finally {
      // A pause ends with what it paused.
      gate.resume();
    }
  }

  async function start({ shown }: StartInput): Promise<null> {
    const broker = requireBroker();
    const job = new AbortController();
    const jobSignal = AbortSignal.any([job.signal, signal]);
    const checked = check(broker, shown, jobSignal);
    const ending = checked
      .then(() => run(broker, jobSignal))
      .finally(() => {
        running = undefined;
      });
    running = { job, ended: ending.catch(() => {}) };
    await checked;
    await within(ANSWER_MS, Promise.race([ending, untilState(store, isUnderWay)]), () => {});
    // A refusal is the answer to whoever asked.
    if (store.getState().producer.status.name === 'failed') await ending;
    return null;
  }

  async function stop({ begunAt }: StopInput): Promise<null> {
    const underWay = running && { begunAt: selectIngestion(store.getState().producer) };
    requireMeantRun('ingestion', begunAt, underWay);
    running?.job.abort(new ConsoleError('INTERRUPTED', 'The ingestion was stopped by a command'));
    await within(ANSWER_MS, ended(), () => {});
    return null;
  }

  async function locate(): Promise<void> {
    const place = await finder.locate();
    dispatch({ type: 'dataset/located', place, at: clock.now() });
  }

  // A file that cannot be looked at is named by the preview.
  locate().catch(() => {});

  async function ended(): Promise<void> {
    await running?.ended;
  }

  return {
    ended,
    commands: {
      'preview-ingestion': () => preview(requireBroker, signal),
      'start-ingestion': start,
      'stop-ingestion': stop,
    },
  };
}

/** Preparing takes as long as a download does. */
function isUnderWay({ producer, download }: ConsoleState): boolean {
  const isDownloading = ['connecting', 'receiving', 'retrying'].includes(download.status);
  return producer.status.name !== 'preparing' || isDownloading;
}

function alreadyRunning(): ConsoleError {
  return new ConsoleError('COMMAND_REFUSED', 'An ingestion is under way already', {
    hint: 'Stop it first, or wait until it has ended.',
  });
}

function notReachedYet(): ConsoleError {
  return new ConsoleError('BROKER_UNREACHABLE', 'The broker has not been reached yet', {
    hint: 'The engine goes on trying; start the ingestion when it is there.',
  });
}
