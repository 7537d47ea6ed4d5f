import { mergeAnalytics } from '../../../src/domain/analytics/analytics-totals.ts';
import { type AnalyticsView, analyticsView } from '../../../src/domain/analytics/analytics-view.ts';
import { PartitionAnalytics } from '../../../src/domain/analytics/partition-analytics.ts';
import { DEMO_GENRES } from '../../../src/domain/demo/genres.ts';
import { artistName } from '../../../src/domain/demo/names.ts';
import { createRandom, pick } from '../../../src/domain/demo/random.ts';
import { trackOf } from '../tracks.ts';

const LIST_LIMIT = 200;

/** The analytics of so many made-up tracks, always the same; genres first and artists may be given. */
export function countedTracks(
  tracks: number,
  { tag, genres = [], artists = [] }: CountedOptions,
): AnalyticsView {
  const random = createRandom(7, 1);
  const names = [...artists, ...Array.from({ length: 300 }, () => artistName(random))];
  const kinds = [...genres, ...DEMO_GENRES];
  const counted = new PartitionAnalytics();
  for (let index = 0; index < tracks; index += 1) {
    const squared = random() ** 2;
    counted.add(
      trackOf({
        track_id: `id-${index}`,
        track_genre: kinds[Math.floor(squared * kinds.length)] ?? '',
        artists:
          random() < 0.2
            ? `${pick(names, random)};${pick(names, random)}`
            : nameAt(names, random() ** 3),
        popularity: Math.floor(random() * 90),
        explicit: random() < 0.08,
        danceability: (random() + random()) / 2,
        energy: random() ** 0.5,
        valence: random(),
        acousticness: random() ** 3,
        instrumentalness: random() ** 6,
        liveness: random() ** 4,
        speechiness: random() ** 8,
        loudness: -30 * random() ** 2,
        tempo: 60 + 90 * (random() + random()),
      }),
      tag,
    );
  }
  return analyticsView(mergeAnalytics([counted]), 0, LIST_LIMIT, (genre) => genre.length * 1.5);
}

type CountedOptions = {
  /** Of the data set. */
  readonly tag: string;
  readonly genres?: readonly string[];
  readonly artists?: readonly string[];
};

function nameAt(names: readonly string[], share: number): string {
  return names[Math.floor(share * names.length)] ?? '';
}
