import { readFileSync } from 'node:fs';

/** What the daemons and pages of Spark 4.2.0 have answered, by situation. */
const answers = JSON.parse(
  readFileSync(new URL('../../fixtures/spark/answers.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, unknown>>;

export function recordedAnswer(situation: string): unknown {
  const answer = answers[situation];
  if (answer === undefined) throw new Error(`Nothing was recorded of ${situation}`);
  return answer;
}
