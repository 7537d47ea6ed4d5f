import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ConsoleState } from '../../state/store.ts';
import type { Glyphs } from '../glyphs.ts';
import { clockText } from '../text/clock-text.ts';
import { ageText } from '../text/time-text.ts';
import { staleSince } from '../view/stale-since.ts';
import type { ViewState } from '../view/view-state.ts';

/** Why figures stand still, in ever fewer words; `null` while they are live. */
export type StillnessForms = readonly string[] | null;

/** Of everything on show: the engine is gone or silent, or the screen is frozen. */
export function stillnessForms(
  mirrorView: MirrorView,
  { frozenSince }: ViewState,
  now: number,
  glyphs: Glyphs,
): StillnessForms {
  const since = staleSince(mirrorView);
  if (since !== null) return ageForms(now - since, glyphs);
  return frozenSince === null ? null : [`frozen at ${clockText(frozenSince)}`, 'frozen'];
}

/** Of what an earlier process counted, as long as the broker was not reached. */
export function recalledForms(
  analytics: ConsoleState['analytics'],
  now: number,
  glyphs: Glyphs,
): StillnessForms {
  return analytics?.isRecalled ? ageForms(now - analytics.at, glyphs) : null;
}

function ageForms(ageMs: number, { stale }: Glyphs): StillnessForms {
  const age = `${stale} ${ageText(ageMs)}`;
  return [`${age} old`, age];
}
