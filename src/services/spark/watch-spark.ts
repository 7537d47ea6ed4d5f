import type { Clock } from '../ports.ts';
import { fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import { readApplication, shownStage, skewOf } from './read-application.ts';
import { readMaster } from './read-master.ts';
import { notSpark, type SparkPages } from './spark-pages.ts';
import type { ApplicationProgress, SparkStatus } from './spark-status.ts';

const A_MASTER = 'a Spark master';
const AN_APPLICATION = 'a Spark application';

/** Spark as its standalone master tells of it. */
export type SparkMaster = {
  /** @throws `SPARK_UNREACHABLE`, `SPARK_REFUSED`; the signal's reason */
  status(signal: AbortSignal): Promise<SparkStatus>;
};

/** @param url - of the master's pages */
export function createSparkMaster(
  { pages, clock }: { readonly pages: SparkPages; readonly clock: Clock },
  url: URL,
): SparkMaster {
  /** It changes with the process only, and stands on a page for people. */
  let version: string | null = null;
  let versionOf = '';

  return {
    async status(signal) {
      const json = new URL('/json/', url);
      const answer = await pages.json(json, A_MASTER, signal);
      const id = textOf(fieldsOf(answer)['url']);
      if (version === null || versionOf !== id) {
        const page = await pages.text(new URL('/', url), A_MASTER, signal).catch(() => '');
        version = /<span class="version[^>]*>\s*([\d.]+\S*?)\s*</.exec(page)?.[1] ?? null;
        versionOf = id;
      }
      const status = readMaster(answer, version, clock.now());
      if (status === undefined) throw notSpark(A_MASTER, url, 'its JSON has no status');
      return status;
    },
  };
}

/**
 * How far the application is that has its pages at this address.
 *
 * @returns `undefined` where none of those applications has its pages there
 * @throws `SPARK_UNREACHABLE` where nobody listens, as when it has just ended; `SPARK_REFUSED`
 */
export async function askApplication(
  pages: SparkPages,
  url: URL,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ApplicationProgress | undefined> {
  const ask = (path: string) =>
    pages.json(new URL(`/api/v1/applications${path}`, url), AN_APPLICATION, signal);
  const found = listOf(await ask('')).find(({ id }) => ids.includes(textOf(id)));
  if (found === undefined) return undefined;
  const id = textOf(found['id']);
  const [jobs, stages] = await Promise.all([ask(`/${id}/jobs`), ask(`/${id}/stages`)]);
  const application = { id, name: textOf(found['name']), url: url.origin };
  const progress = readApplication(application, { jobs, stages });
  const shown = shownStage(listOf(stages));
  if (progress.stage === null || shown === undefined) return progress;
  const place = `${numberOf(shown['stageId'])}/${numberOf(shown['attemptId'])}`;
  // Not there yet for a stage that has just begun.
  const summary = await ask(`/${id}/stages/${place}/taskSummary?quantiles=0.5,1`).catch(() => null);
  const skew = skewOf(summary, progress.stage.tasks.completed);
  return { ...progress, stage: { ...progress.stage, skew } };
}
