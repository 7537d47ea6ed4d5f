import { stripVTControlCharacters } from 'node:util';
import { renderToString } from 'ink';
import { Dashboard } from '../../ui/dashboard.tsx';
import type { Size } from '../../ui/layout/screen-layout.ts';
import type { ScreenFrame } from '../../ui/screen/screen.ts';
import type { Theme } from '../../ui/theme.ts';

/** What the panes show as plain text, one line for each row. */
export function screenText({ shown, screen, now }: ScreenFrame, size: Size, theme: Theme): string {
  const drawn = renderToString(
    <Dashboard mirrorView={shown} view={screen.view} size={size} now={now} theme={theme} />,
    { columns: size.columns },
  );
  const lines = stripVTControlCharacters(drawn).split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
