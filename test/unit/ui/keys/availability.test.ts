import { expect, test } from 'vitest';
import type { MirrorView } from '../../../../src/engine/mirror-view.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { whyNot } from '../../../../src/ui/keys/availability.ts';
import { clockText } from '../../../../src/ui/text/clock-text.ts';
import { initialView } from '../../../../src/ui/view/view-reducer.ts';
import {
  INGEST_STARTED,
  liveView,
  SPARK_OPENED,
  STARTED_AT,
  unreachedView,
} from '../../../support/screen/mirror-views.ts';

test('on an engine that runs the key that starts one says who runs and what can be done instead', () => {
  const situation = { mirrorView: liveView(), view: initialView };

  expect(whyNot('start-engine', situation)).toBe(
    'The engine runs already (process 4711); q leaves it or stops it',
  );
});

test('on an engine that is silent no key changes anything, and each says why', () => {
  const link = { name: 'silent', since: STARTED_AT } as const;
  const situation = { mirrorView: { ...liveView(), link }, view: initialView };

  expect(whyNot('toggle-consumption', situation)).toBe(
    `The engine is silent since ${clockText(STARTED_AT)}; it is waited for`,
  );
  expect(whyNot('start-engine', situation)).toBe(
    'The engine is there but silent; kill -CONT 4711 wakes one that was stopped',
  );
});

const opened = (broker: 'kafka' | 'embedded'): ConsoleEvent => ({
  type: 'pipeline/opened',
  broker,
  address: 'localhost:9092',
  topic: 'tracks',
  group: 'g',
  outputDir: '/o',
  at: STARTED_AT,
});
const checking: ConsoleEvent = { type: 'spark/run-checking', mode: 'batch', at: STARTED_AT };
const LOST = {
  name: 'lost',
  since: STARTED_AT,
  failure: { code: 'INTERNAL', message: '', hint: null },
} as const;

test.each<[what: string, view: MirrorView, submit: string | null, stop: string | null]>([
  [
    'is not used',
    liveView(opened('kafka')),
    'Spark is not used: SPARK_MASTER_URL is not set',
    'Spark is not used: SPARK_MASTER_URL is not set',
  ],
  [
    'has a run of ours',
    liveView(opened('kafka'), SPARK_OPENED, checking),
    'A run on Spark is under way; K stops it',
    null,
  ],
  [
    'would have nothing to read',
    liveView(opened('embedded'), SPARK_OPENED),
    'Spark reads from Kafka alone: KAFKA_BOOTSTRAP_SERVERS is not set',
    'Spark reads from Kafka alone: KAFKA_BOOTSTRAP_SERVERS is not set',
  ],
  [
    'is at rest',
    liveView(opened('kafka'), SPARK_OPENED),
    null,
    'No run on Spark is under way; B submits one',
  ],
  [
    'is of an engine that is gone',
    { ...liveView(opened('kafka'), SPARK_OPENED, checking), link: LOST },
    `The engine is gone since ${clockText(STARTED_AT)}; S starts it again`,
    `The engine is gone since ${clockText(STARTED_AT)}; S starts it again`,
  ],
])('where Spark %s its keys say why they do nothing', (_, mirrorView, submit, stop) => {
  const situation = { mirrorView, view: initialView };

  expect(whyNot('submit-spark', situation)).toBe(submit);
  expect(whyNot('stop-spark', situation)).toBe(stop);
});

test.each([
  'start-ingestion',
  'stop-ingestion',
  'toggle-production',
  'toggle-consumption',
] as const)('of an engine that is gone the key %s says nothing but that', (id) => {
  const mirrorView = { ...liveView(INGEST_STARTED), link: LOST };

  expect(whyNot(id, { mirrorView, view: initialView })).toBe(
    'The engine is gone since 10:00:00; S starts it again',
  );
});

test('before the broker was reached, what needs it says so and the rest goes on', () => {
  const away = { mirrorView: unreachedView(SPARK_OPENED), view: initialView };
  const reached = { mirrorView: liveView(opened('kafka'), SPARK_OPENED), view: initialView };
  const needing = ['start-ingestion', 'snapshot', 'export-menu', 'submit-spark'] as const;

  for (const key of needing) {
    expect(whyNot(key, away)).toBe(
      'The broker has not been reached yet; the engine goes on trying',
    );
    expect(whyNot(key, reached)).toBeNull();
  }
  expect(whyNot('toggle-consumption', away)).toBeNull();
});

test('a console that only attaches starts no engine, and names no key that would', () => {
  const lost = { ...liveView(), link: LOST };
  const attached = { mirrorView: { ...lost, mayStart: false }, view: initialView };

  expect(whyNot('start-engine', attached)).toBe(
    'This console starts no engine (--attach-only); it waits for one',
  );
  expect(whyNot('snapshot', attached)).toMatch(/^The engine is gone since \S+; it is waited for$/);
  expect(whyNot('snapshot', { mirrorView: lost, view: initialView })).toMatch(/S starts it again$/);
});
