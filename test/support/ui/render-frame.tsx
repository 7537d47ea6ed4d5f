import { renderToString } from 'ink';
import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import type { Alert } from '../../../src/ui/chrome/alerts.ts';
import { Dashboard } from '../../../src/ui/dashboard.tsx';
import { type ColourDepth, createTheme } from '../../../src/ui/theme.ts';
import { initialView } from '../../../src/ui/view/view-reducer.ts';
import type { ViewState } from '../../../src/ui/view/view-state.ts';
import { NOW } from './scenes.ts';

type FrameOptions = {
  readonly view?: Partial<ViewState>;
  readonly colour?: ColourDepth;
  readonly ascii?: boolean;
  readonly alerts?: readonly Alert[];
};

/** The panes as the terminal would get them, a line a row; without colour unless asked for. */
export function renderFrame(
  mirrorView: MirrorView,
  size: { readonly columns: number; readonly rows: number },
  { view = {}, colour = 'none', ascii = false, alerts = [] }: FrameOptions = {},
): string {
  return renderToString(
    <Dashboard
      mirrorView={mirrorView}
      view={{ ...initialView, ...view }}
      size={size}
      now={NOW}
      theme={createTheme({ colour, ascii })}
      alerts={alerts}
    />,
    { columns: size.columns },
  );
}
