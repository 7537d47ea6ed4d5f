import { formatBytes, formatCount } from '../../domain/format.ts';
import type { Mirror, SendCommand } from '../../engine/mirror-view.ts';
import type {
  CommandInputs,
  CommandName,
  CommandResults,
  ShownPreview,
} from '../../engine/protocol.ts';
import { shellWord } from '../text/shell-word.ts';
import { nextRateLimit } from '../view/rate-steps.ts';
import type { Flashes, Refutation, Words } from './flashes.ts';
import type { PerformAction } from './perform-action.ts';
import { createRequestedValue, type RequestedValue } from './requested-value.ts';

export type EngineActions = {
  /** @param shown - what was confirmed: nothing else is started */
  startIngestion(shown: ShownPreview): Promise<void>;
  /** @param begunAt - when it was begun: no other one is stopped */
  stopIngestion(begunAt: number): Promise<void>;
  toggleConsumption(): Promise<void>;
  toggleProduction(): Promise<void>;
  stepRate(direction: 'down' | 'up'): Promise<void>;
  snapshot(): Promise<void>;
  /** Whether a snapshot that was asked for has no answer yet. */
  awaitsSnapshot(): boolean;
  submitSpark(): Promise<void>;
  /** @param begunAt - when it was asked for: no other one is stopped */
  stopSpark(begunAt: number): Promise<void>;
};

type EngineActionsDeps = {
  readonly mirror: Mirror;
  readonly send: SendCommand;
  readonly perform: PerformAction;
  readonly say: Flashes['say'];
  readonly socketPath: string;
};

/** What the keys tell the engine; each says in one line what it does and how that went. */
export function createEngineActions(deps: EngineActionsDeps): EngineActions {
  const { mirror, send, perform, say, socketPath } = deps;

  function command<Name extends CommandName>(
    name: Name,
    input: CommandInputs[Name],
    doing: string,
    done: (result: CommandResults[Name]) => Words,
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

  let snapshotsAsked = 0;

  async function snapshot(): Promise<void> {
    snapshotsAsked += 1;
    await command('export-snapshot', {}, 'writing a snapshot', ({ directory, bytes }) => {
      return { text: `Snapshot of ${formatBytes(bytes)} in`, path: directory };
    });
    snapshotsAsked -= 1;
  }

  /** That an ingestion was started is refuted by its failure, as a start by one before it began. */
  function failedStart(): Refutation {
    const producer = () => mirror.getView().state.producer;
    const { startedAt: startedBefore, endedAt: endedBefore } = producer();
    return {
      failure() {
        const { status, endedAt } = producer();
        return status.name === 'failed' && endedAt !== endedBefore ? status.failure : null;
      },
      isSettled: () => producer().startedAt !== startedBefore,
    };
  }

  return {
    startIngestion: (shown) =>
      perform({
        doing: 'starting the ingestion',
        // What was shown holds for this engine and this moment; a shell starts what there is then.
        command: curlCommand(socketPath, 'start-ingestion', {}),
        async work() {
          await send('start-ingestion', { shown });
          return 'Ingestion started';
        },
        refutation: failedStart(),
      }),
    stopIngestion: (begunAt) =>
      command(
        'stop-ingestion',
        { begunAt },
        'stopping the ingestion',
        () => 'It stops at the next batch',
      ),
    toggleConsumption: () =>
      toggle(
        isConsumptionPaused,
        () =>
          command('pause-consumption', {}, 'pausing the consumption', () => 'Consumption paused'),
        () =>
          command(
            'resume-consumption',
            {},
            'resuming the consumption',
            () => 'Consumption goes on',
          ),
      ),
    toggleProduction: () =>
      toggle(
        isIngestionPaused,
        () => command('pause-production', {}, 'pausing the ingestion', () => 'Ingestion paused'),
        () => command('resume-production', {}, 'resuming the ingestion', () => 'Ingestion goes on'),
      ),
    async stepRate(direction) {
      const rate = mirror.getView().state.metrics.acknowledgedPerSecond;
      const now = rateLimit.current();
      const rowsPerSecond = nextRateLimit(now, direction, rate);
      if (rowsPerSecond === now) return say('info', endOfRates(now));
      const limit = rowsPerSecond === null ? null : `${formatCount(rowsPerSecond)} rows/s`;
      const [doing, done] =
        limit === null
          ? ['lifting the rate limit', 'No rate limit']
          : [`limiting to ${limit}`, `Limited to ${limit}`];
      const input = { rowsPerSecond };
      return rateLimit.request(rowsPerSecond, () =>
        perform({
          doing,
          command: curlCommand(socketPath, 'limit-rate', input),
          work: () => send('limit-rate', input).then(() => done),
          setting: 'rate limit',
        }),
      );
    },
    snapshot,
    awaitsSnapshot: () => snapshotsAsked > 0,
    submitSpark: () =>
      command('spark-submit', { mode: 'batch' }, 'checking broker, Spark and storage', ({ id }) => {
        return `Spark runs the batch ${id}; see pane 9`;
      }),
    stopSpark: (begunAt) =>
      command(
        'spark-stop',
        { begunAt },
        'stopping the run on Spark',
        () => 'The run on Spark has stopped',
      ),
  };
}

/** Of the limit that a step leaves as it is. */
function endOfRates(limit: number | null): string {
  if (limit === null) return 'There is no rate limit to raise';
  return `${formatCount(limit)} rows/s is the lowest limit`;
}

/** The same command for a shell. */
function curlCommand(socketPath: string, name: CommandName, input: object): string {
  const body = Object.keys(input).length === 0 ? '' : ` --json '${JSON.stringify(input)}'`;
  const method = body === '' ? ' -X POST' : '';
  return `curl --unix-socket ${shellWord(socketPath)}${method} http://engine/commands/${name}${body}`;
}
