import { formatBytes, formatCount } from '../../domain/format.ts';
import type { Mirror, SendCommand } from '../../engine/mirror-view.ts';
import type {
  CommandInputs,
  CommandName,
  CommandResults,
  ShownPreview,
} from '../../engine/protocol.ts';
import { nextRateLimit } from '../view/rate-steps.ts';
import type { PerformAction } from './perform-action.ts';
import { createRequestedValue, type RequestedValue } from './requested-value.ts';

export type EngineActions = {
  /** @param shown - what was confirmed: nothing else is started */
  startIngestion(shown: ShownPreview): Promise<void>;
  stopIngestion(): Promise<void>;
  toggleConsumption(): Promise<void>;
  toggleProduction(): Promise<void>;
  stepRate(direction: 'down' | 'up'): Promise<void>;
  snapshot(): Promise<void>;
  submitSpark(): Promise<void>;
  stopSpark(): Promise<void>;
};

type EngineActionsDeps = {
  readonly mirror: Mirror;
  readonly send: SendCommand;
  readonly perform: PerformAction;
  readonly socketPath: string;
};

/** What the keys tell the engine; each says in one line what it does and how that went. */
export function createEngineActions(deps: EngineActionsDeps): EngineActions {
  const { mirror, send, perform, socketPath } = deps;

  function command<Name extends CommandName>(
    name: Name,
    input: CommandInputs[Name],
    doing: string,
    done: (result: CommandResults[Name]) => string,
  ): Promise<void> {
    return perform({
      doing,
      command: curlCommand(socketPath, name, input),
      work: async () => done(await send(name, input)),
    });
  }

  const isConsumptionPaused = createRequestedValue(
    () => mirror.getView().state.consumer.pausedSince !== null,
  );
  const isIngestionPaused = createRequestedValue(
    () => mirror.getView().state.producer.pausedSince !== null,
  );
  const rateLimit = createRequestedValue(() => mirror.getView().state.producer.rowsPerSecondLimit);

  function toggle(
    isPaused: RequestedValue<boolean>,
    pause: () => Promise<void>,
    resume: () => Promise<void>,
  ): Promise<void> {
    const wasPaused = isPaused.current();
    return isPaused.request(!wasPaused, wasPaused ? resume : pause);
  }

  return {
    startIngestion: (shown) =>
      command(
        'start-ingestion',
        { shown },
        'starting the ingestion',
        () => 'The ingestion is under way',
      ),
    stopIngestion: () =>
      command('stop-ingestion', {}, 'stopping the ingestion', () => 'It stops at the next batch'),
    toggleConsumption: () =>
      toggle(
        isConsumptionPaused,
        () => command('pause-consumption', {}, 'pausing', () => 'The consumption is paused'),
        () => command('resume-consumption', {}, 'resuming', () => 'The consumption goes on'),
      ),
    toggleProduction: () =>
      toggle(
        isIngestionPaused,
        () => command('pause-production', {}, 'pausing', () => 'The ingestion is paused'),
        () => command('resume-production', {}, 'resuming', () => 'The ingestion goes on'),
      ),
    stepRate(direction) {
      const rate = mirror.getView().state.metrics.acknowledgedPerSecond;
      const rowsPerSecond = nextRateLimit(rateLimit.current(), direction, rate);
      const text =
        rowsPerSecond === null
          ? 'The ingestion has no rate limit'
          : `The ingestion is limited to ${formatCount(rowsPerSecond)} rows/s`;
      return rateLimit.request(rowsPerSecond, () =>
        command('limit-rate', { rowsPerSecond }, 'setting the rate limit', () => text),
      );
    },
    snapshot: () =>
      command('export-snapshot', {}, 'writing a snapshot', ({ directory, bytes }) => {
        return `Snapshot of ${formatBytes(bytes)} in ${directory}`;
      }),
    submitSpark: () =>
      command('spark-submit', { mode: 'batch' }, 'checking broker, Spark and storage', ({ id }) => {
        return `Spark runs the batch ${id}; see pane 9`;
      }),
    stopSpark: () =>
      command('spark-stop', {}, 'stopping the run on Spark', () => 'The run on Spark has stopped'),
  };
}

/** The same command for a shell. */
function curlCommand(socketPath: string, name: CommandName, input: object): string {
  const body = Object.keys(input).length === 0 ? '' : ` --json '${JSON.stringify(input)}'`;
  const method = body === '' ? ' -X POST' : '';
  return `curl --unix-socket ${socketPath}${method} http://engine/commands/${name}${body}`;
}
