import type { MirrorView } from '../../engine/mirror-view.ts';
import { selectIngestion, selectSparkRun } from '../../state/selectors/engine-work.ts';
import type { Dialog } from './screen-state.ts';

/** Why a question that is open must be taken back, as one sentence; `null` while it still holds. */
export function outdatedQuestion(dialog: Dialog | null, view: MirrorView): string | null {
  if (dialog === null || !('engine' in dialog)) return null;
  const { link } = view;
  if (link.name === 'lost') return 'The engine is gone: the question was taken back';
  if (link.name === 'silent') return 'The engine is silent: the question was taken back';
  if (view.engine?.id !== dialog.engine) {
    return 'Another engine has taken its place: look again before you answer';
  }
  return overMeanwhile(dialog, view);
}

/** Of what was to be stopped: another one may be under way by now. */
function overMeanwhile(dialog: Dialog, { state }: MirrorView): string | null {
  switch (dialog.name) {
    case 'stop-ingestion':
      if (selectIngestion(state.producer) === dialog.begunAt) return null;
      return 'That ingestion has ended: the question was taken back';
    case 'stop-spark':
      if (selectSparkRun(state) === dialog.begunAt) return null;
      return 'That run on Spark has ended: the question was taken back';
    default:
      return null;
  }
}
