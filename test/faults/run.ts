// npm run test:faults: kills the pipeline where it hurts, starts it again, and checks that every
// record is there once. The same seed plays the same rounds.
import { parseArgs } from 'node:util';
import { CHECKPOINTS, type Checkpoint } from '../../src/services/checkpoints.ts';
import type { BrokerKind } from '../../src/services/ports.ts';
import type { Arena } from './arena.ts';
import { dataSlice } from './data-slice.ts';
import { describeLife } from './describe-life.ts';
import { openEmbeddedArena } from './embedded-arena.ts';
import { openKafkaArena } from './kafka-arena.ts';
import { planRounds } from './plan.ts';
import { playRound, type RoundReport } from './play-round.ts';
import { roundFigures } from './round-figures.ts';

const USAGE = `npm run test:faults -- [--rounds N] [--seed S] [--broker embedded|kafka|both] [--at CHECKPOINT] [--only ROUND]
Checkpoints: ${CHECKPOINTS.join(', ')}`;

type Settings = {
  readonly rounds: number;
  readonly seed: number;
  readonly brokers: readonly BrokerKind[];
  readonly at: Checkpoint | undefined;
  /** Play this round of the seed alone. */
  readonly only: number | undefined;
};

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '15' },
      seed: { type: 'string', default: String(Math.trunc(Math.random() * 2 ** 31)) },
      broker: { type: 'string', default: 'embedded' },
      at: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const at = CHECKPOINTS.find((checkpoint) => checkpoint === values.at);
  if (values.at !== undefined && at === undefined) throw new Error(`No checkpoint ${values.at}`);
  const only = values.only === undefined ? undefined : natural(values.only);
  const rounds = Math.max(natural(values.rounds), only ?? 0);
  return { rounds, seed: natural(values.seed), brokers: brokersOf(values.broker), at, only };
}

function natural(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`No whole number: ${text}`);
  return value;
}

function brokersOf(name: string): readonly BrokerKind[] {
  if (name === 'both') return ['embedded', 'kafka'];
  if (name === 'embedded' || name === 'kafka') return [name];
  throw new Error(`No broker ${name}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function playAll(arena: Arena, settings: Settings): Promise<number> {
  const { seed, rounds, at, only } = settings;
  const slice = dataSlice(seed);
  const reports: RoundReport[] = [];
  let failures = 0;
  for (const plan of planRounds({ seed, broker: arena.kind, rounds, at })) {
    if (only !== undefined && plan.round !== only) continue;
    const startedAt = performance.now();
    say(`\n${arena.kind} round ${plan.round} of seed ${seed}`);
    for (const life of plan.lives) say(`  ${describeLife(life)}`);
    try {
      const report = await playRound(plan, { arena, slice });
      reports.push(report);
      const outcomes = report.lives.map(({ outcome }) => outcome).join(', ');
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      say(`  held (${outcomes}; ${seconds} s)`);
    } catch (error) {
      failures += 1;
      say(`  FAILED: ${error instanceof Error ? error.stack : error}`);
      for (const line of await arena.lastWords()) say(`    ${line}`);
    }
  }
  say(`\n${arena.kind}, seed ${seed}: ${reports.length} rounds held, ${failures} failed`);
  for (const line of roundFigures(reports)) say(line);
  return failures;
}

async function main(): Promise<void> {
  const settings = readSettings();
  say(`seed ${settings.seed}`);
  for (const broker of settings.brokers) {
    const arena = broker === 'kafka' ? await openKafkaArena() : openEmbeddedArena();
    try {
      if ((await playAll(arena, settings)) > 0) process.exitCode = 1;
    } finally {
      await arena.close();
    }
  }
}

try {
  await main();
} catch (error) {
  say(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  process.exitCode = 2;
}
