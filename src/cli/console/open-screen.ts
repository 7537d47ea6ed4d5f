import { join } from 'node:path';
import { type Config, runtimeDir } from '../../config.ts';
import { engineSocketPath } from '../../engine/socket-path.ts';
import { systemClock } from '../../services/clock.ts';
import { replaceFile } from '../../services/files/atomic-file.ts';
import { systemTimers } from '../../services/timers.ts';
import { dialogExtent } from '../../ui/dialogs/dialog-extent.ts';
import { createScreen, type Screen, type ScreenFrame } from '../../ui/screen/screen.ts';
import type { Theme } from '../../ui/theme.ts';
import { listExtent } from '../../ui/view/list-extent.ts';
import { placedPane } from '../../ui/view/placed-pane.ts';
import type { GivenSettings } from '../engine/given-settings.ts';
import { onStateDir } from '../on-state-dir.ts';
import type { Ending } from './ending.ts';
import type { FollowedEngine } from './followed-engine.ts';
import type { LentTerminal } from './lent-terminal.ts';
import { screenText } from './screen-text.tsx';
import { startCommand } from './shell-commands.ts';

type OpenScreenOptions = {
  readonly config: Config;
  readonly given: GivenSettings;
  readonly engine: FollowedEngine;
  readonly terminal: LentTerminal;
  readonly theme: Theme;
  readonly end: (ending: Ending) => void;
};

/** The console behind its drawing, with this process's clock, engine, terminal and files. */
export function openScreen(options: OpenScreenOptions): Screen {
  const { config, given, engine, terminal, theme, end } = options;

  async function saveFrame(frame: ScreenFrame): Promise<string> {
    const outputDir = frame.live.state.pipeline?.outputDir ?? config.outputDir;
    const at = systemClock.now();
    const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
    const path = join(outputDir, 'screens', `${time}Z.txt`);
    await replaceFile(path, screenText(frame, terminalSize(), theme, at));
    return path;
  }

  return createScreen({
    mirror: engine.mirror,
    send: engine.send,
    engine: {
      socketPath: engineSocketPath(config.stateDir, runtimeDir),
      startCommand: startCommand(config, given),
      stopCommand: onStateDir('trackdeck engine stop', config.stateDir),
      isStartedHere: engine.isStartedHere,
      start: engine.startAgain,
    },
    clock: systemClock,
    startTimer: systemTimers.after,
    suspend: terminal.suspend,
    redraw: terminal.redraw,
    leave: (departure) => end({ kind: 'left', departure }),
    saveFrame,
    isOnShow: (pane, { state }, view) =>
      placedPane(pane, state, view, terminalSize()) !== undefined,
    listExtent: ({ state }, view) => listExtent(state, view, terminalSize()),
    dialogExtent: (frame) => dialogExtent(frame, terminalSize(), theme),
  });
}

function terminalSize() {
  const { columns, rows } = process.stdout;
  return { columns, rows };
}
