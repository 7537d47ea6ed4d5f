import { resolve } from 'node:path';
import { type Config, settings } from '../../config.ts';
import { printableText } from '../../domain/printable-text.ts';
import { withoutUrlSecrets } from '../../domain/url-secrets.ts';
import { shellWord } from '../../ui/text/shell-word.ts';
import type { GivenSettings } from '../engine/given-settings.ts';
import { onStateDir } from '../on-state-dir.ts';

/** Starts an engine from a shell with what this command line has set for it. */
export function startCommand(config: Config, { flags, file }: GivenSettings): string {
  const given = settings.flatMap(({ key, flag, group, placeholder }) => {
    const value = flags[key];
    // Of an engine the first is said below; the others are about screens and roles.
    if (value === undefined || ['stateDir', 'producerMode'].includes(key)) return [];
    if (group === 'Screen') return [];
    if (placeholder === undefined) return [`--${flag}`];
    // A path as it was resolved here: a shell may be somewhere else.
    const meant = config[key];
    return [flagWords(flag, typeof meant === 'string' ? meant : String(value))];
  });
  const configFile = file === undefined ? [] : [flagWords('config', resolve(file))];
  const command = onStateDir('trackdeck engine start', config.stateDir);
  return [command, ...configFile, ...given].join(' ');
}

function flagWords(flag: string, value: string): string {
  return `--${flag} ${printableText(shellWord(withoutUrlSecrets(value)))}`;
}
