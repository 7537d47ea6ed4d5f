import { type Config, type ConfigKey, settings, shownSettings } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { onStateDir } from '../on-state-dir.ts';

/** They are the screen's own, or lead to the very same engine. */
export const OF_THE_SCREEN: ReadonlySet<ConfigKey> = new Set([
  'ascii',
  'attachOnly',
  'logLevel',
  'stateDir',
]);

/**
 * That an engine started by this configuration would work as the one before it did.
 *
 * @param before - settings of the engine that is gone, by flag
 * @throws `COMMAND_REFUSED` naming what would differ
 */
export function requireSameSettings(
  config: Config,
  before: Readonly<Record<string, string>>,
): void {
  const here = shownSettings(config);
  const differing = settings.flatMap(({ key, flag }) => {
    if (OF_THE_SCREEN.has(key) || here[flag] === before[flag]) return [];
    return [`--${flag} ${before[flag] ?? 'none'} (here ${here[flag] ?? 'none'})`];
  });
  if (differing.length === 0) return;
  throw new ConsoleError(
    'COMMAND_REFUSED',
    `This console would start another engine than the one that is gone, which had ${differing.join(', ')}`,
    {
      hint: `Start it as it was with ${onStateDir('trackdeck engine start', config.stateDir)} and these settings; it is followed from here.`,
    },
  );
}
