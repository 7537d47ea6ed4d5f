import type { RoundReport } from './play-round.ts';

/** Processes that died in the middle of their work, brokers included. */
export function killsOf(reports: readonly RoundReport[]): number {
  const lives = reports.flatMap((report) => report.lives);
  const victims = lives.filter(({ outcome }) => outcome !== 'survived');
  const brokers = lives.filter(({ life }) => life.brokerDeath !== null);
  return victims.length + brokers.length;
}

/** What some rounds came to, as lines for the operator of the harness. */
export function roundFigures(reports: readonly RoundReport[]): readonly string[] {
  const lives = reports.flatMap((report) => report.lives);
  const byCheckpoint = Map.groupBy(
    lives.filter(({ outcome }) => outcome === 'as planned'),
    ({ life }) => life.death.checkpoint,
  );
  const hits = [...byCheckpoint]
    .map(([checkpoint, deaths]) => `${checkpoint} ${deaths.length}`)
    .sort();
  const resumes = [...lives, ...reports]
    .map(({ resumeMs }) => resumeMs)
    .filter((ms) => ms !== null)
    .sort((one, other) => one - other);
  return [
    `${killsOf(reports)} kills; as planned: ${hits.join(', ')}`,
    `resumed ${resumes.length} times, start to first batch: ` +
      `p50 ${resumes[Math.floor(resumes.length / 2)]} ms, max ${resumes.at(-1)} ms`,
  ];
}
