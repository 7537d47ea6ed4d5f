import { type Config, type FlagValues, settings, shownSettings } from '../../config.ts';
import { onStateDir } from '../on-state-dir.ts';
import { OF_THE_SCREEN } from './same-settings.ts';

/**
 * Flags that ask for something else than a running engine works with, in one sentence; none where
 * it does all that is asked.
 *
 * @param actual - the engine's settings, by flag
 */
export function unheededFlags(
  config: Config,
  flags: FlagValues,
  actual: Readonly<Record<string, string>>,
): readonly string[] {
  const asked = shownSettings(config);
  const unheeded = settings.flatMap(({ key, flag, placeholder }) => {
    if (flags[key] === undefined || OF_THE_SCREEN.has(key) || asked[flag] === actual[flag])
      return [];
    const given = placeholder === undefined ? `--${flag}` : `--${flag} ${asked[flag]}`;
    return [`${given} (it has ${actual[flag] ?? 'none'})`];
  });
  if (unheeded.length === 0) return [];
  return [
    `The running engine does not heed ${unheeded.join(', ')}; ` +
      `end it with ${onStateDir('trackdeck engine stop', config.stateDir)} and start it anew, or choose another --state-dir`,
  ];
}
