/** What an engine says that an ingestion would do. */
export const PREVIEW = {
  source: { name: 'tracks.csv', isDemo: false, sha256: 'ab'.repeat(32), bytes: 20_000_000 },
  downloads: [],
  topic: 'spotify-tracks',
  action: { kind: 'start' },
  shown: { engine: 'engine-1', sha256: 'ab'.repeat(32), action: 'start', fromRow: null },
} as const;

export const GONE = { code: 'ENGINE_UNREACHABLE', message: 'gone', hint: null } as const;

export const OTHER_DATA = {
  code: 'TOPIC_HOLDS_OTHER_DATA',
  message: 'The topic holds other tracks.',
  hint: 'Take another one.',
} as const;
