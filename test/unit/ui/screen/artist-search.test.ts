import { describe, expect, test } from 'vitest';
import type { AnalyticsView } from '../../../../src/domain/analytics/analytics-view.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { liveView, STARTED_AT } from '../../../support/screen/mirror-views.ts';
import { type ScreenSetup, setUpScreen } from '../../../support/screen/screen-setup.ts';
import { countedTracks } from '../../../support/ui/counted-tracks.ts';

const NO_BROKER = new Error('no broker');
const LISTED = Array.from({ length: 200 }, (_, index) => ({
  name: `Artist ${index}`,
  count: 900 - index,
  meanPopularity: 50,
}));

function viewOf(artists: number): AnalyticsView {
  return {
    ...countedTracks(1, { tag: 'tag' }),
    artists: LISTED.slice(0, artists),
    uniqueArtists: artists,
    artistNames: LISTED.slice(0, artists),
    uniqueArtistNames: artists,
  };
}

/** So many artists are counted, of which the first 200 are listed. */
function counted(artists: number): ConsoleEvent {
  const view = viewOf(artists);
  return { type: 'analytics/counted', view, countedNow: artists, at: STARTED_AT };
}

/** So were they by an earlier engine. */
const RECALLED: ConsoleEvent = {
  type: 'analytics/recalled',
  view: viewOf(31_437),
  countedUntil: STARTED_AT,
  exports: { records: 1, datasets: {}, isDemo: false, directory: '/output', savedAt: 1 },
  at: STARTED_AT,
};

function matchesOf(matches: number, total = 31_437) {
  const best = [{ rank: 4_711, name: 'Bob', count: 2, meanPopularity: 9 }];
  return { total, matches, best };
}

/** With the artists in focus. */
function setUpArtists(artists = 31_437): ScreenSetup {
  const setup = setUpScreen({ view: liveView(counted(artists)) });
  setup.press('5');
  return setup;
}

function type(setup: ScreenSetup, text: string): void {
  setup.press('/', ...text, 'enter');
}

function askedTexts({ sent }: ScreenSetup): readonly unknown[] {
  return sent.map(({ name, input }) => [name, input]);
}

function searchOf({ frame }: ScreenSetup) {
  return frame().screen.view.artistSearch;
}

async function answer(setup: ScreenSetup, matches: number): Promise<void> {
  setup.sent.at(-1)?.answer(matchesOf(matches));
  await setup.settle();
}

describe('the engine is asked', () => {
  test('for what a filter leaves of all artists, and the answer is shown', async () => {
    const setup = setUpArtists();

    type(setup, 'b');
    const before = searchOf(setup);
    await answer(setup, 37);

    expect(askedTexts(setup)).toEqual([['search-artists', { kind: 'field', text: 'b' }]]);
    expect(before).toEqual({ status: 'asked', answer: null });
    expect(searchOf(setup)).toEqual({
      status: 'answered',
      answer: { kind: 'field', text: 'b', matches: matchesOf(37) },
    });
  });

  test('for a pasted text too, and for single artists where those are on show', async () => {
    const setup = setUpArtists();

    setup.press('/');
    setup.screen.paste('bo');
    await answer(setup, 37);
    setup.press('enter', ']');
    setup.time.pass(250);

    expect(askedTexts(setup)).toEqual([
      ['search-artists', { kind: 'field', text: 'bo' }],
      ['search-artists', { kind: 'name', text: 'bo' }],
    ]);
  });

  test('nothing without a filter, by the filter of another pane, or of a list that is whole', () => {
    const without = setUpArtists();
    const genres = setUpArtists();
    const whole = setUpArtists(200);

    without.happen(counted(31_438));
    genres.press('4', '/', 'b', 'enter');
    type(whole, 'b');
    for (const { time } of [without, genres, whole]) time.pass(60_000);

    expect([without, genres, whole].map(({ sent }) => sent)).toEqual([[], [], []]);
  });

  test('nothing that cannot search, that is away or stopping, or that counts nothing yet', () => {
    const { engine } = liveView();
    const produce = setUpArtists();
    produce.show({ engine: engine && { ...engine, commands: ['limit-rate', 'shutdown'] } });
    const silent = setUpArtists();
    silent.show({ link: { name: 'silent', since: STARTED_AT } });
    const stopping = setUpArtists();
    stopping.happen({ type: 'engine/stopping', at: STARTED_AT });
    const empty = setUpScreen();
    empty.press('5');
    const recalled = setUpArtists();
    recalled.happen(RECALLED);
    const setups = [produce, silent, stopping, empty, recalled];

    for (const setup of setups) {
      setup.time.pass(250);
      type(setup, 'b');
      setup.time.pass(60_000);
    }

    expect(setups.map(({ sent }) => sent)).toEqual([[], [], [], [], []]);
    expect(setups.filter((setup) => searchOf(setup).status !== 'idle')).toEqual([]);
  });
});

describe('while text is typed', () => {
  test('one question is under way at a time, and the newest text is asked next', async () => {
    const setup = setUpArtists();

    setup.press('/', 'b', 'o', 'b');
    setup.time.pass(1_000);
    const underWay = askedTexts(setup);
    setup.press('s');
    await answer(setup, 99);

    expect(underWay).toEqual([['search-artists', { kind: 'field', text: 'b' }]]);
    expect(searchOf(setup)).toEqual({ status: 'asked', answer: null });
    expect(askedTexts(setup).slice(1)).toEqual([
      ['search-artists', { kind: 'field', text: 'bobs' }],
    ]);
  });

  test('there are no more than four questions a second', async () => {
    const setup = setUpArtists();

    setup.press('/');
    for (const key of 'abcdefghijklmnopqrst') {
      setup.press(key);
      await answer(setup, 1);
      setup.time.pass(50);
    }

    expect(setup.sent.map(({ input }) => (input as { text: string }).text)).toEqual([
      'a',
      'abcde',
      'abcdefghij',
      'abcdefghijklmno',
      'abcdefghijklmnopqrst',
    ]);
  });

  test('a filter that is gone is not asked for, nor its answer kept', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);
    const before = searchOf(setup).answer;
    type(setup, 'o');
    setup.time.pass(250);

    setup.press('escape');
    await answer(setup, 5);
    setup.time.pass(60_000);

    expect(before).not.toBeNull();
    expect(setup.sent).toHaveLength(2);
    expect(searchOf(setup)).toEqual({ status: 'idle', answer: null });
  });

  test('nor is the answer kept of one that was answered', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);

    setup.press('escape');

    expect(searchOf(setup)).toEqual({ status: 'idle', answer: null });
  });
});

describe('while the figures change', () => {
  test('the matches are asked for again once a second, and stay on show meanwhile', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);

    for (let tick = 1; tick <= 11; tick += 1) {
      setup.happen(counted(31_437 + tick));
      setup.time.pass(250);
      if (setup.sent.length === 2) break;
    }
    const meanwhile = searchOf(setup);
    await answer(setup, 38);

    expect(setup.time.now()).toBe(STARTED_AT + 1_000);
    expect(meanwhile.answer?.matches.matches).toBe(37);
    expect(searchOf(setup).answer?.matches.matches).toBe(38);
  });

  test('that they have come to rest is asked for once more, and then nothing', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);

    setup.happen(counted(31_440));
    setup.time.pass(60_000);
    await answer(setup, 38);
    setup.happen({ type: 'consumer/saved', at: STARTED_AT });
    setup.time.pass(600_000);

    expect(setup.sent).toHaveLength(2);
  });

  test('a frozen screen asks nothing and keeps what it shows, until it is thawed', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);
    setup.happen(counted(31_440));
    setup.time.pass(1_000);

    setup.press('z');
    await answer(setup, 38);
    setup.happen(counted(31_450));
    setup.time.pass(60_000);
    const frozen = { asked: setup.sent.length, ...searchOf(setup) };
    setup.press('z');

    expect(frozen).toMatchObject({
      asked: 2,
      status: 'idle',
      answer: { matches: { matches: 37 } },
    });
    expect(setup.sent).toHaveLength(3);
  });
});

describe('without an answer', () => {
  test('that there is none is told after three seconds, and the late answer is taken', async () => {
    const setup = setUpArtists();
    type(setup, 'b');

    setup.time.pass(2_999);
    const before = searchOf(setup).status;
    setup.time.pass(1);
    const after = searchOf(setup);
    await answer(setup, 37);

    expect([before, after]).toEqual(['asked', { status: 'unanswered', answer: null }]);
    expect(searchOf(setup).status).toBe('answered');
    expect(setup.sent).toHaveLength(1);
  });

  test('it is asked again after five seconds, not sooner', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    setup.sent[0]?.fail(NO_BROKER);
    await setup.settle();
    const failed = searchOf(setup);

    setup.happen(counted(31_438));
    setup.time.pass(4_999);
    const early = setup.sent.length;
    setup.time.pass(1);
    await answer(setup, 37);

    expect(failed).toEqual({ status: 'unanswered', answer: null });
    expect([early, setup.sent.length]).toEqual([1, 2]);
    expect(searchOf(setup).status).toBe('answered');
  });

  test('another text is asked for at once after one that failed', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    setup.time.pass(1_000);
    setup.sent[0]?.fail(NO_BROKER);
    await setup.settle();

    setup.press('/', 'o', 'enter');

    expect(setup.sent.map(({ input }) => (input as { text: string }).text)).toEqual(['b', 'bo']);
  });

  test('a silent engine is asked nothing more, and asked again when it is back', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    setup.show({ link: { name: 'silent', since: STARTED_AT } });
    setup.time.pass(60_000);
    const silent = { asked: setup.sent.length, status: searchOf(setup).status };

    setup.sent[0]?.fail(NO_BROKER);
    await setup.settle();
    setup.show({ link: { name: 'live', since: STARTED_AT } });
    setup.time.pass(250);
    await answer(setup, 37);

    expect(silent).toEqual({ asked: 1, status: 'idle' });
    expect(setup.sent).toHaveLength(2);
    expect(searchOf(setup).status).toBe('answered');
  });

  test('what another engine has answered is not shown as the answer of the new one', async () => {
    const setup = setUpArtists();
    const { engine } = liveView();
    type(setup, 'b');
    await answer(setup, 37);

    setup.show({ engine: engine && { ...engine, id: 'engine-2' } });
    setup.time.pass(250);

    expect(searchOf(setup)).toEqual({ status: 'asked', answer: null });
    expect(setup.sent).toHaveLength(2);
  });
});

describe('a question that was answered and is asked again', () => {
  const ANSWER = { kind: 'field', text: 'b', matches: matchesOf(37) } as const;

  async function setUpAnswered(): Promise<ScreenSetup> {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);
    return setup;
  }

  test('after the filter was cleared has its answer', async () => {
    const setup = await setUpAnswered();

    setup.press('/', 'escape');
    const cleared = searchOf(setup);
    type(setup, 'b');
    setup.time.pass(60_000);

    expect(cleared).toEqual({ status: 'idle', answer: null });
    expect(searchOf(setup)).toEqual({ status: 'answered', answer: ANSWER });
  });

  test('after a letter was typed and taken back has its answer', async () => {
    const setup = await setUpAnswered();

    setup.press('/', 'o');
    const other = searchOf(setup);
    setup.press('backspace');
    setup.time.pass(60_000);

    expect(other).toEqual({ status: 'asked', answer: null });
    expect(searchOf(setup)).toEqual({ status: 'answered', answer: ANSWER });
  });

  test('after the other kind of artists was looked at has its answer', async () => {
    const setup = await setUpAnswered();

    setup.press(']');
    const other = searchOf(setup);
    setup.press('[');
    setup.time.pass(60_000);

    expect(other).toEqual({ status: 'asked', answer: null });
    expect(searchOf(setup)).toEqual({ status: 'answered', answer: ANSWER });
  });

  test('while another one is under way has its answer, and keeps it', async () => {
    const setup = await setUpAnswered();

    setup.press('/', 'o');
    setup.time.pass(250);
    setup.press('backspace');
    const meanwhile = searchOf(setup);
    await answer(setup, 5);
    setup.time.pass(60_000);

    expect(askedTexts(setup)).toHaveLength(2);
    expect([meanwhile, searchOf(setup)]).toEqual([
      { status: 'answered', answer: ANSWER },
      { status: 'answered', answer: ANSWER },
    ]);
  });

  test('is asked anew where the figures have changed since', async () => {
    const setup = await setUpAnswered();

    setup.press('/', 'escape');
    setup.happen(counted(31_440));
    setup.time.pass(1_000);
    type(setup, 'b');
    const meanwhile = searchOf(setup);
    await answer(setup, 38);

    expect(meanwhile).toEqual({ status: 'answered', answer: ANSWER });
    expect(searchOf(setup).answer?.matches.matches).toBe(38);
  });
});

describe('after a freeze', () => {
  async function failFirst(setup: ScreenSetup): Promise<void> {
    setup.sent[0]?.fail(NO_BROKER);
    await setup.settle();
  }

  test.each([
    ['is out', 'asked', async () => {}],
    ['is late', 'unanswered', async ({ time }: ScreenSetup) => time.pass(3_000)],
    ['has failed', 'unanswered', failFirst],
  ] as const)('it is told again that the question %s', async (_, status, bring) => {
    const setup = setUpArtists();
    type(setup, 'b');
    await bring(setup);

    setup.press('z');
    const frozen = searchOf(setup).status;
    setup.press('z');

    expect(frozen).toBe('idle');
    expect(searchOf(setup)).toEqual({ status, answer: null });
    expect(setup.sent).toHaveLength(1);
  });

  test('what had been found stays while a later question fails', async () => {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);
    setup.happen(counted(31_440));
    setup.time.pass(1_000);
    setup.sent[1]?.fail(NO_BROKER);
    await setup.settle();

    setup.press('z', 'z');

    expect(searchOf(setup)).toMatchObject({
      status: 'unanswered',
      answer: { matches: { matches: 37 } },
    });
  });
});

describe('while the artists are out of sight', () => {
  /** With a filter of theirs that was answered, and the genres in focus. */
  async function setUpBeside(): Promise<ScreenSetup> {
    const setup = setUpArtists();
    type(setup, 'b');
    await answer(setup, 37);
    setup.press('4');
    return setup;
  }

  function countOn(setup: ScreenSetup): void {
    setup.happen(counted(31_440));
    setup.time.pass(60_000);
  }

  test('behind a zoomed pane nothing is asked, and at once when they are back', async () => {
    const setup = await setUpBeside();

    setup.press('enter');
    countOn(setup);
    const hidden = setup.sent.length;
    setup.press('escape');

    expect(hidden).toBe(1);
    expect(setup.sent).toHaveLength(2);
    expect(searchOf(setup).answer?.matches.matches).toBe(37);
  });

  test('on a terminal too small for them nothing is asked, and at once when it has grown', async () => {
    const setup = await setUpBeside();

    setup.resize(60, 15);
    countOn(setup);
    const hidden = setup.sent.length;
    setup.resize(80, 24);

    expect(hidden).toBe(1);
    expect(setup.sent).toHaveLength(2);
  });

  test('beside another pane in focus they are searched', async () => {
    const setup = await setUpBeside();

    countOn(setup);

    expect(setup.sent).toHaveLength(2);
  });
});

test('a screen that is closed asks nothing more, whether an answer is out or a question due', async () => {
  const asked = setUpArtists();
  const due = setUpArtists();
  for (const setup of [asked, due]) type(setup, 'b');
  await answer(due, 37);
  for (const setup of [asked, due]) {
    setup.happen(counted(31_440));
    setup.time.pass(500);
    setup.screen.close();
  }

  await answer(asked, 37);
  for (const setup of [asked, due]) setup.time.pass(60_000);

  expect([asked, due].map(({ sent }) => sent.length)).toEqual([1, 1]);
});
