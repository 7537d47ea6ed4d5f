import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { SparkPages } from '../../../../src/services/spark/spark-pages.ts';
import { askApplication, createSparkMaster } from '../../../../src/services/spark/watch-spark.ts';
import { recordedAnswer } from '../../../support/spark/recorded-answers.ts';

const signal = new AbortController().signal;
const PAGE = '<span class="version me-3">4.2.0</span>';
const ID = 'app-20261129182645-0000';
const API = '/api/v1/applications';

/** Pages that answer as recorded, by path; all others as Spark does while a stage has just begun. */
function pagesOf(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const find = async ({ pathname, host }: URL, what: string) => {
    asked.push(pathname);
    const answer = answers[pathname];
    if (answer === undefined) throw new ConsoleError('SPARK_REFUSED', `${host} is not ${what}`);
    return answer;
  };
  const pages: SparkPages = {
    json: find,
    text: async (url, what) => String(await find(url, what)),
  };
  return { pages, asked };
}

describe('a master', () => {
  const url = new URL('http://master:8080');
  const ask = (answers: Readonly<Record<string, unknown>>, now = 1_795_976_980_000) =>
    createSparkMaster({ ...pagesOf(answers), clock: { now: () => now } }, url).status(signal);

  test('tells its workers with what is free, and its applications, the newest first', async () => {
    const status = await ask({ '/json/': recordedAnswer('master running'), '/': PAGE });

    expect(status).toMatchObject({
      ...{ state: 'ALIVE', version: '4.2.0', url: 'spark://127.0.0.1:41813' },
      ...{ aliveWorkers: 1, deadWorkers: 0, cores: 2, coresUsed: 2 },
      ...{ memoryBytes: 2_147_483_648, memoryUsedBytes: 1_073_741_824 },
      workers: [{ name: '127.0.0.1:41299', state: 'ALIVE', coresUsed: 2, silentSeconds: 5 }],
      ...{ runningApplications: 1, finishedApplications: 1 },
      running: [{ id: 'app-20261129182821-0001', state: 'RUNNING', durationMs: null }],
      finished: [{ id: ID, state: 'FINISHED', cores: 2, durationMs: 81_302 }],
    });
  });

  test('counts room on workers that are alive alone, and names the longest silent one first', async () => {
    const told = recordedAnswer('master idle') as { readonly workers: readonly object[] };
    const dead = { ...told.workers[0], port: 9, state: 'DEAD', lastheartbeat: 1_795_976_000_000 };
    const status = await ask({ '/json/': { ...told, workers: [...told.workers, dead] }, '/': '' });

    expect(status).toMatchObject({ version: null, aliveWorkers: 1, deadWorkers: 1, cores: 2 });
    expect(status.workers.map(({ state }) => state)).toEqual(['DEAD', 'ALIVE']);
  });

  test('has no worker in the future, whatever its clock says', async () => {
    const status = await ask({ '/json/': recordedAnswer('master idle'), '/': PAGE }, 1_000);

    expect(status.workers[0]?.silentSeconds).toBe(0);
  });

  test('is asked for its version once', async () => {
    const { pages, asked } = pagesOf({ '/json/': recordedAnswer('master idle'), '/': PAGE });
    const master = createSparkMaster({ pages, clock: { now: () => 0 } }, url);

    await master.status(signal);
    await master.status(signal);

    expect(asked).toEqual(['/json/', '/', '/json/']);
  });

  test('is none whose JSON has no status', async () => {
    await expect(ask({ '/json/': { ok: true }, '/': '' })).rejects.toMatchObject({
      code: 'SPARK_REFUSED',
      message: 'master:8080 is not a Spark master: its JSON has no status',
    });
  });
});

describe('an application', () => {
  const url = new URL('http://driver:4040');
  const early = {
    [API]: recordedAnswer('applications'),
    [`${API}/${ID}/jobs`]: recordedAnswer('jobs'),
    [`${API}/${ID}/stages`]: recordedAnswer('stages'),
  };

  test('tells its jobs, stages and tasks, skipped ones left out, and the stage that is active', async () => {
    const { pages } = pagesOf(early);

    expect(await askApplication(pages, url, ['other', ID], signal)).toEqual({
      id: ID,
      name: 'trackdeck tracks-f01c951b-f268-47fe-9def-ae44370eecca',
      url: 'http://driver:4040',
      jobs: { running: 1, succeeded: 3, failed: 0 },
      stages: { active: 1, complete: 3, failed: 0 },
      tasks: { total: 18, completed: 11, active: 1, failed: 0 },
      stage: {
        ...{ id: 4, name: 'first at track_analytics.py:268', state: 'ACTIVE', skew: null },
        tasks: { total: 4, completed: 0, active: 1, failed: 0 },
        ...{ shuffleReadBytes: 0, shuffleWriteBytes: 0 },
      },
      failures: [],
    });
  });

  test('has a skew, of the last stage where none is active', async () => {
    const stages = recordedAnswer('stages') as readonly { readonly stageId: number }[];
    const { pages } = pagesOf({
      ...early,
      [`${API}/${ID}/stages`]: stages.filter(({ stageId }) => stageId < 4),
      [`${API}/${ID}/stages/3/0/taskSummary`]: recordedAnswer('task summary'),
    });
    const { duration } = recordedAnswer('task summary') as { duration: [number, number] };

    const progress = await askApplication(pages, url, [ID], signal);

    expect(progress?.stage).toMatchObject({ id: 3, state: 'COMPLETE' });
    expect(progress?.stage?.skew).toBeCloseTo(duration[1] / duration[0], 12);
  });

  test('says why its stages have failed, each in a line', async () => {
    const failed = {
      ...{ status: 'FAILED', stageId: 9, attemptId: 0, numTasks: 3, numFailedTasks: 4 },
      failureReason: 'Job aborted due to stage failure: Task 1 failed 4 times\n\tat a.b(C.scala:1)',
    };
    const { pages } = pagesOf({ ...early, [`${API}/${ID}/stages`]: [failed] });

    const progress = await askApplication(pages, url, [ID], signal);

    expect(progress?.failures).toEqual(['Job aborted due to stage failure: Task 1 failed 4 times']);
    expect(progress?.stages.failed).toBe(1);
  });

  test('is none of those that the master has', async () => {
    const { pages } = pagesOf(early);

    expect(await askApplication(pages, url, ['other'], signal)).toBeUndefined();
  });
});
