import { readFileSync } from 'node:fs';

/** What real daemons of Hadoop 3.5.0 have answered, by situation. */
const answers = JSON.parse(
  readFileSync(new URL('../../fixtures/hdfs/answers.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, RecordedAnswer>>;

type RecordedAnswer = { readonly status: number; readonly body: unknown };

export function recordedAnswer(situation: string): RecordedAnswer {
  const answer = answers[situation];
  if (answer === undefined) throw new Error(`Nothing was recorded of ${situation}`);
  return answer;
}

/** A bean out of the answer to a question for it. */
export function recordedBean(situation: string): Readonly<Record<string, unknown>> {
  const { beans } = recordedAnswer(situation).body as {
    readonly beans: readonly Readonly<Record<string, unknown>>[];
  };
  const [bean] = beans;
  if (bean === undefined) throw new Error(`No bean was recorded of ${situation}`);
  return bean;
}
