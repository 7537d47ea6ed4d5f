import type { AnalyticsTotals } from '../../domain/analytics/analytics-totals.ts';
import { formatCount, formatShare } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import { AUDIO_FEATURES } from '../../domain/track.ts';

const TOP = 5;

/** What was counted so far, as lines for a log or a terminal. */
export function dashboardLines(totals: AnalyticsTotals): readonly string[] {
  const features = totals.features();
  const means = AUDIO_FEATURES.map((feature) => {
    const { mean, standardDeviation } = features[feature];
    return mean === null || standardDeviation === null
      ? `${feature} –`
      : `${feature} ${mean.toFixed(3)} ±${standardDeviation.toFixed(3)}`;
  });
  return [
    `tracks ${formatCount(totals.total)}, distinct ${formatCount(totals.uniqueTracks)}, ` +
      `genres ${formatCount(totals.uniqueGenres)}, ` +
      `artists by field ${formatCount(totals.uniqueArtists)}, ` +
      `single artists ${formatCount(totals.uniqueArtistNames)}, ` +
      `explicit ${formatShare(totals.explicit, totals.total)}, ` +
      `foreign ${formatCount(totals.foreign)}, unreadable ${formatCount(totals.unreadable)}`,
    `top genres: ${ranking(totals.topGenres(TOP))}`,
    `top artists by field: ${ranking(totals.topArtists(TOP))}`,
    `audio features: ${means.join(', ')}`,
  ];
}

function ranking(ranked: readonly { readonly name: string; readonly count: number }[]): string {
  if (ranked.length === 0) return 'none yet';
  return ranked.map(({ name, count }) => `${printableText(name)} ${formatCount(count)}`).join(', ');
}
