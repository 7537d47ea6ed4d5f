import type { AudioFeature } from '../../domain/track.ts';

/** Decimals that tell something, and the unit where there is one. */
const SCALES: Readonly<Partial<Record<AudioFeature, { decimals: number; unit: string }>>> = {
  loudness: { decimals: 1, unit: 'dB' },
  tempo: { decimals: 1, unit: 'BPM' },
};
const UNIT_DECIMALS = 3;

const SHORT_NAMES: Readonly<Partial<Record<AudioFeature, string>>> = {
  instrumentalness: 'instrumental',
};

/** The feature with its unit, its name as long as there are cells for it. */
export function featureName(feature: AudioFeature, cells: number): string {
  const name = feature.length <= cells ? feature : (SHORT_NAMES[feature] ?? feature);
  return [name, SCALES[feature]?.unit ?? ''].join(' ').trim();
}

export function featureFigure(feature: AudioFeature, value: number): string {
  return fixed(value, SCALES[feature]?.decimals ?? UNIT_DECIMALS);
}

/** From where to where it goes, in fewer decimals. */
export function featureRange(feature: AudioFeature, from: number, to: number): string {
  const decimals = SCALES[feature] === undefined ? 2 : 0;
  return `${fixed(from, decimals)} to ${fixed(to, decimals)}`;
}

/** Rounded, without a minus before nothing. */
function fixed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/^-(?=0(\.0+)?$)/, '');
}
