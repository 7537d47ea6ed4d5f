import { expect } from 'vitest';
import { engineState } from '../support/cli/engine-client.ts';
import { until } from '../support/cli/until.ts';
import { startIngestion } from './disturbances.ts';
import { finishRound, onStage, type RoundOptions } from './play-round.ts';
import { type Stage, startOn } from './stage.ts';
import { untilPassed } from './until-passed.ts';

/** A producer beside an engine that publishes the same; the engine goes on, but not with publishing. */
export async function engineIsReplaced(options: RoundOptions): Promise<void> {
  await onStage(options, async (stage) => {
    await replaceEngine(stage, options.slice.sound.size);
    await finishRound(stage, options.slice);
  });
}

async function replaceEngine(stage: Stage, tracks: number): Promise<void> {
  const { socketPath } = stage.place.workspace;
  const lookAt = async () => (await engineState(socketPath))?.state;
  const replaced = { name: 'failed', failure: { code: 'PRODUCER_REPLACED' } };
  const engine = startOn(stage, 'engine', 'crawling');
  try {
    await startIngestion({ victim: engine }, stage);
    await untilPassed(engine, { checkpoint: 'after-ledger-commit', hit: 6, delayMs: 0 });

    const later = await startOn(stage, 'produce', 'slow').process.exited;

    expect(later.exitCode, later.stderr).toBe(0);
    expect((await lookAt())?.producer.status).toMatchObject(replaced);
    const commits = engine.passed('after-ledger-commit').times;
    await until('all to be counted', async () => (await lookAt())?.consumer.countedNow === tracks);
    expect((await lookAt())?.producer.status).toMatchObject(replaced);
    expect(engine.passed('after-ledger-commit').times).toBe(commits);
    await engine.end('SIGTERM');
  } finally {
    engine.process.kill('SIGKILL');
  }
}
