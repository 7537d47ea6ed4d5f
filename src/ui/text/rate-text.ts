import { formatRate } from '../../domain/format.ts';

/** A rate per second, plain `0` where nothing moves. */
export function rateText(perSecond: number): string {
  return perSecond === 0 ? '0/s' : `${formatRate(perSecond)}/s`;
}
