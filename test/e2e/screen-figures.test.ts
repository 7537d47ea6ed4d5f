import { expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectedTotals, FEATURES, type Ranking } from '../support/cli/expected-totals.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };

/** `1 name ████ 1,234 …`, one of several side by side. */
const LIST_ROW = /^ +(\d+) (.+?) +[█▉▊▋▌▍▎▏]+ +([\d,]+) /;

/** Terminals draw composed characters better, so that is how names are shown. */
function firstOf(ranking: Ranking, { length }: Ranking): Ranking {
  return ranking.slice(0, length).map(([name, count]) => [name.normalize('NFC'), count]);
}

function listedOn(screen: string): Ranking {
  return screen
    .split(/[\n┃│]/)
    .map((text) => LIST_ROW.exec(text) ?? [])
    .filter(([found]) => found !== undefined)
    .sort(([, left], [, right]) => Number(left) - Number(right))
    .map(([, , name = '', count = '']) => [name, Number(count.replaceAll(',', ''))]);
}

/** Mean and spread of each feature, as they stand behind its name. */
function featuresOn(screen: string, words: RegExp): readonly (readonly string[])[] {
  return FEATURES.map((feature) => {
    const figures = new RegExp(` ${feature}(?: dB| BPM)? +${words.source}`).exec(screen);
    return figures?.slice(1) ?? [];
  });
}

test('what the panes say of genres, artists and features is what is in the file', async () => {
  const workspace = createWorkspace();
  const { path, csv } = await writeDemoFile(workspace, { rows: 4_000, seed: 21 });
  const expected = expectedTotals(csv);
  const args = ['--dataset', path, '--stats-interval', '1'];
  const screen = startScreen(workspace, { ...SIZE, args });
  await untilAtRest(screen);
  await startIngestion(screen);
  await screen.untilShown(/books +balanced, all 4,000 rows/);

  screen.press('4');
  await screen.untilShown('▸4 Genres');
  screen.press('+');
  const genres = listedOn(
    await screen.untilScreen('one pane', (text) => !text.includes('1 Pipeline')),
  );
  screen.press('5');
  const fields = listedOn(await screen.untilShown('▸5 Artists by field'));
  screen.press(']');
  const names = listedOn(await screen.untilShown('▸5 Single artists'));
  screen.press('6');
  const charts = await screen.untilShown('▸6 Audio features');
  screen.press('+');
  const table = await screen.untilShown('1 Pipeline');

  expect(genres).toEqual(firstOf(expected.genres, genres));
  expect(fields).toEqual(firstOf(expected.artists, fields));
  expect(names).toEqual(firstOf(expected.artistNames, names));
  expect([genres.length, fields.length > 40, names.length > 40]).toEqual([114, true, true]);
  const features = FEATURES.map((feature) => {
    const { average, standardDeviation } = expected.features[feature];
    const decimals = feature === 'loudness' || feature === 'tempo' ? 1 : 3;
    return [average.toFixed(decimals), standardDeviation.toFixed(decimals)];
  });
  expect(featuresOn(charts, /mean +(-?[\d.]+) +spread +([\d.]+)/)).toEqual(features);
  expect(featuresOn(table, /(-?[\d.]+) +±([\d.]+)/)).toEqual(features);
});
