import { expect, test } from 'vitest';
import type { MirrorView } from '../../../../src/engine/mirror-view.ts';
import { headerLine } from '../../../../src/ui/chrome/header-line.ts';
import type { ScreenFrame } from '../../../../src/ui/screen/screen.ts';
import { initialScreen } from '../../../../src/ui/screen/screen-reducer.ts';
import { clockText, zoneText } from '../../../../src/ui/text/clock-text.ts';
import { createTheme } from '../../../../src/ui/theme.ts';
import { INGEST_STARTED, liveView, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { rowText } from '../../../support/screen/row-text.ts';

const THEME = createTheme({ colour: 'none', ascii: false });
const NOW = STARTED_AT + 90_000;
const CLOCK = clockText(STARTED_AT);

function header(live: MirrorView, change: Partial<ScreenFrame> = {}, width = 100): string {
  const frame = { live, shown: live, screen: initialScreen, now: NOW, ...change };
  return rowText(headerLine(frame, width, THEME));
}

const OPENED = {
  type: 'pipeline/opened',
  broker: 'kafka',
  address: 'broker-1:9092',
  topic: 'spotify-tracks',
  group: 'spotify-analytics-group',
  outputDir: '/output',
  at: STARTED_AT,
} as const;

test('says which broker, on which host, and the time with its zone at the right end', () => {
  const line = header(liveView(OPENED));

  expect(line).toMatch(/^trackdeck {2}Kafka broker-1:9092 {2}deck +\d\d:\d\d UTC\S*$/);
  expect(line).toHaveLength(100);
  expect(line.endsWith(zoneText(NOW))).toBe(true);
});

test('an engine that is gone is named first, with since when', () => {
  const failure = { code: 'ENGINE_UNREACHABLE', message: 'gone', hint: null } as const;
  const lost = { ...liveView(OPENED), link: { name: 'lost', since: STARTED_AT, failure } as const };

  expect(header(lost)).toMatch(new RegExp(`^trackdeck {2}ENGINE GONE since ${CLOCK}, 1 m {2}`));
});

test('an engine that is silent is not told as gone', () => {
  const silent = { ...liveView(OPENED), link: { name: 'silent', since: STARTED_AT } as const };

  expect(header(silent)).toMatch(new RegExp(`^trackdeck {2}ENGINE SILENT since ${CLOCK}, 1 m {2}`));
});

test('what is paused, frozen or demo data stands in words before the place', () => {
  const paused = liveView(
    OPENED,
    { ...INGEST_STARTED, isDemo: true } as typeof INGEST_STARTED,
    { type: 'consumer/paused', at: STARTED_AT },
    { type: 'ingest/paused', at: STARTED_AT },
  );

  expect(header(paused)).toMatch(
    `trackdeck  DEMO DATA  CONSUMPTION PAUSED since ${CLOCK}  INGESTION PAUSED since ${CLOCK}`,
  );
});

test('a frozen screen says what it does not show', () => {
  const shown = liveView();
  const live = {
    ...shown,
    state: { ...shown.state, consumer: { ...shown.state.consumer, countedNow: 12_345 } },
  };
  const view = { ...initialScreen.view, frozenSince: STARTED_AT };

  const line = header(live, { shown, screen: { ...initialScreen, view } });

  expect(line).toMatch(`FROZEN at ${CLOCK}, 12,345 records not shown`);
});

test('on a narrow screen whole words go, the least wanted first', () => {
  expect(header(liveView(OPENED), {}, 45)).toMatch(
    /^trackdeck {2}Kafka broker-1:9092 +\d\d:\d\d UTC$/,
  );
  expect(header(liveView(OPENED), {}, 30)).toMatch(/^trackdeck +\d\d:\d\d UTC$/);
  expect(header(liveView(OPENED), {}, 15)).toBe('trackdeck');
  expect(header(liveView(OPENED), {}, 5)).toBe('trac…');
});
