import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Broker } from '../../services/ports.ts';
import type { CountedSpan } from '../../services/spark/spark-run.ts';
import { countedSpan } from '../../state/commands/counted-span.ts';
import { requireAgreement } from '../../state/commands/run-spark.ts';
import { sparkResultLines } from '../../ui/headless/spark-result.ts';
import { sparkRunLine } from '../../ui/headless/spark-status.ts';
import { type FoundEngine, findEngine } from '../engine/find-engine.ts';
import { analyticsPath, openBroker, openStore } from '../open-pipeline.ts';
import { printResult } from '../results.ts';
import { type Session, withSession } from '../session.ts';
import { brokerOnDemand } from './broker-on-demand.ts';
import { followRun, type Run } from './follow-run.ts';
import { openSpark } from './open-spark.ts';
import type { RunRequest } from './prepare-run.ts';
import { requiredMaster } from './spark-status-command.ts';

/** Kafka must be there: nobody waits for a run as for a pipeline. */
const BROKER_PATIENCE_MS = 5_000;
const POLL_MS = 250;

/**
 * Runs the analytics on Spark and compares: by the engine where one runs here, so that its screens
 * show it, else in this process.
 *
 * @throws what the run was refused for or has failed with; `SPARK_DIFFERS`, `SPARK_RUN_REPLACED`
 */
export async function sparkSubmitCommand(
  config: Config,
  request: RunRequest,
  isJson: boolean,
): Promise<number> {
  const placed = withWholePath(request);
  const found = await findEngine(config.stateDir);
  requiredMaster(config, found?.answer.state.spark);
  const canSubmit = found?.answer.engine.commands.includes('spark-submit') === true;
  const role = {
    command: 'spark',
    produces: false,
    consumes: false,
    isService: false,
    tellsProgress: false,
  };
  return withSession(config, role, async (session) => {
    const run =
      found !== undefined && canSubmit
        ? await runOnEngine(session, found, placed)
        : await runHere(session, placed);
    print(run, isJson);
    if (run.name === 'failed') throw asError(run.failure);
    if (run.name === 'finished' || run.name === 'stopped') requireAgreement(run.comparison);
  });
}

/** An engine may work in another directory than this command. */
function withWholePath({ mode, output }: RunRequest): RunRequest {
  if (output === undefined) return { mode };
  return { mode, output: /^\w+:/.test(output) ? output : resolve(output) };
}

async function runHere(session: Session, request: RunRequest): Promise<Run> {
  const url = requiredMaster(session.config);
  const broker = brokerOnDemand(() =>
    openBroker({ ...session, patienceMs: BROKER_PATIENCE_MS }, 'refuse'),
  );
  const spark = openSpark({
    ...{ session, url, signal: session.stop.signal },
    broker: broker.opened,
    countedNow: async () => countedOnDisk(session, await broker.opened()),
  });
  const tellProgress = progressTeller(session);
  const unsubscribe = session.store.subscribe(({ spark: slice }) => tellProgress(slice?.run));
  try {
    await spark.run(request);
  } finally {
    unsubscribe();
    await broker.close();
  }
  return session.store.getState().spark?.run ?? { name: 'none' };
}

/** What the consumers of the group have counted and saved; `undefined` before any of them has. */
async function countedOnDisk(session: Session, broker: Broker): Promise<CountedSpan | undefined> {
  const topic = await broker.describeTopic(session.config.topic);
  if (topic === undefined) return undefined;
  const path = analyticsPath(session, broker, topic.topicId);
  if (!existsSync(path)) return undefined;
  const store = await openStore(session, path, broker, session.config.topic);
  try {
    return countedSpan(store.loadAll().partitions);
  } finally {
    store.close();
  }
}

/** Follows it to its end; Ctrl+C leaves it to the engine. */
async function runOnEngine(
  session: Session,
  { client }: FoundEngine,
  request: RunRequest,
): Promise<Run> {
  const { signal } = session.stop;
  const plan = await client.send('spark-submit', request).then(({ result }) => result);
  return followRun(plan, {
    look: () => runOf(client, signal),
    tell: progressTeller(session),
    async pause() {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (signal.aborted) throw leftToEngine();
    },
  });
}

async function runOf(client: EngineClient, signal: AbortSignal): Promise<Run> {
  const { state } = await client.getState(signal);
  return state.spark?.run ?? { name: 'none' };
}

function leftToEngine(): ConsoleError {
  return new ConsoleError('INTERRUPTED', 'Interrupted; the run goes on in the engine', {
    hint: 'trackdeck spark status shows it, trackdeck spark stop ends it.',
  });
}

/** A line on stderr whenever there is something new. */
function progressTeller({ reporter }: Session): (run: Run | undefined) => void {
  let told = '';
  return (run) => {
    if (run?.name !== 'checking' && run?.name !== 'running') return;
    const line = sparkRunLine(run);
    if (line !== told) reporter.say(line);
    told = line;
  };
}

function print(run: Run, isJson: boolean): void {
  if (isJson) printResult({ run });
  else process.stdout.write(`${sparkResultLines(run).join('\n')}\n`);
}

function asError({ code, message, hint }: Extract<Run, { name: 'failed' }>['failure']) {
  return new ConsoleError(code, message, hint === null ? {} : { hint });
}
