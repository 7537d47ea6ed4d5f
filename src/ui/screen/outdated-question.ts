import type { MirrorView } from '../../engine/mirror-view.ts';
import type { Dialog } from './screen-state.ts';

/** Why a question that is open must be taken back, as one sentence; `null` while it still holds. */
export function outdatedQuestion(dialog: Dialog | null, view: MirrorView): string | null {
  if (dialog === null || !('engine' in dialog)) return null;
  const { link } = view;
  if (link.name === 'lost') return 'The engine is gone: the question was taken back';
  if (link.name === 'silent') return 'The engine is silent: the question was taken back';
  if (view.engine?.id === dialog.engine) return null;
  return 'Another engine has taken its place: look again before you answer';
}
