import { useMemo } from 'react';
import type { StillnessForms } from '../panes/stillness.ts';

/** The same forms as before while their words are, so that no pane is drawn anew for them. */
export function useSame(forms: StillnessForms): StillnessForms {
  const words = forms?.join('\n');
  return useMemo(() => words?.split('\n') ?? null, [words]);
}
