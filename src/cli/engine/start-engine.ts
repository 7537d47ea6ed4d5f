import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Config, environmentWith } from '../../config.ts';
import { ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { onStateDir } from '../on-state-dir.ts';
import { type FoundEngine, findEngine } from './find-engine.ts';
import type { GivenSettings } from './given-settings.ts';
import { failureOf, openWordsFile, type WordsFile } from './last-words.ts';

export type StartedEngine = FoundEngine & {
  /** Whether it was not there before. */
  readonly startedByUs: boolean;
};

/** How long an engine may take until it answers; it does so before it has reached its broker. */
const START_MS = 15_000;
const POLL_MS = 25;

/** The program's entry, built or not: `cli.js` or `cli.ts`. */
const ENTRY = fileURLToPath(import.meta.url).replace(/cli\/engine\/start-engine\.(\w+)$/, 'cli.$1');

/**
 * The engine of the state directory: the one that runs, or one that is started detached, in a
 * session of its own, so that it outlives the terminal. Where two start at once, both get the same.
 *
 * @throws what is wrong with a data set given as a flag, what the started engine ended with, `ENGINE_NOT_STARTED`, also where none is to be started,
 * `ENGINE_UNREACHABLE`, `ENGINE_PROTOCOL`
 */
export async function findOrStartEngine(
  config: Config,
  given: GivenSettings,
): Promise<StartedEngine> {
  await requireGivenDataset(given);
  const running = await findEngine(config.stateDir);
  if (running !== undefined) return { ...running, startedByUs: false };
  if (config.attachOnly) throw noEngineToAttachTo(config.stateDir);
  const words = openWordsFile(config.stateDir);
  try {
    const child = spawnEngine(config, given, words);
    const found = await untilItAnswers(config.stateDir, child, words);
    const startedByUs = found.answer.engine.pid === child.pid;
    // Ours has lost against another: it must not take that one's place when it ends.
    if (!startedByUs) child.kill();
    return { ...found, startedByUs };
  } finally {
    words.close();
  }
}

function noEngineToAttachTo(stateDir: string): ConsoleError {
  return new ConsoleError(
    'ENGINE_NOT_STARTED',
    `No engine runs on ${stateDir}, and --attach-only starts none`,
    {
      hint: `Start ${onStateDir('trackdeck consume', stateDir)} or ${onStateDir('trackdeck engine start', stateDir)}, in Compose the service kafka-consumer; then try again.`,
      context: { stateDir },
    },
  );
}

/** What was typed just now is checked now: an engine would say so only when it is told to ingest. */
async function requireGivenDataset({ flags }: GivenSettings): Promise<void> {
  if (typeof flags.dataset !== 'string') return;
  const { openFileSource } = await import('../../services/dataset/file-source.ts');
  await openFileSource(resolve(flags.dataset));
}

function spawnEngine(config: Config, given: GivenSettings, words: WordsFile): ChildProcess {
  const { flags, file } = given;
  const configFile = file === undefined ? [] : ['--config', resolve(file)];
  // For whoever looks at the list of processes; all other flags travel unseen.
  const args = ['engine', 'serve', '--state-dir', config.stateDir, ...configFile];
  const child = spawn(process.execPath, ['--max-semi-space-size=8', ENTRY, ...args], {
    detached: true,
    env: environmentWith(flags),
    stdio: ['ignore', 'ignore', words.descriptor],
  });
  // It goes on when this process ends.
  child.unref();
  return child;
}

async function untilItAnswers(
  stateDir: string,
  child: ChildProcess,
  words: WordsFile,
): Promise<FoundEngine> {
  let end: ConsoleError | undefined;
  child.on('error', (error) => {
    end = new ConsoleError('ENGINE_NOT_STARTED', `Cannot run ${process.execPath}`, {
      cause: error,
    });
  });
  child.on('exit', (code, signal) => {
    end = failureOf(words.read(), signal ?? `exit code ${code}`, words.path);
  });
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    const ended = end;
    const found = await findEngine(stateDir).catch(notYetThere);
    if (found !== undefined) return found;
    // Another start was faster: that engine will answer.
    if (ended !== undefined && ended.code !== 'ENGINE_RUNNING') throw ended;
    await setTimeout(POLL_MS);
  }
  throw end ?? stillSilent(stateDir, child, words);
}

/** The socket of an engine that is just starting, or of one that was killed. */
function notYetThere(thrown: unknown): undefined {
  if (toConsoleError(thrown).code !== 'ENGINE_UNREACHABLE') throw thrown;
}

function stillSilent(stateDir: string, { pid }: ChildProcess, { path }: WordsFile): ConsoleError {
  return new ConsoleError(
    'ENGINE_UNREACHABLE',
    `The engine that was started (pid ${pid}) does not answer after ${START_MS / 1000} s`,
    {
      hint: `It goes on starting: look again with ${onStateDir('trackdeck engine status', stateDir)}, or read ${path}.`,
    },
  );
}
