import type { Config } from '../config.ts';
import { ConsoleError } from '../domain/errors.ts';
import { engineHolder } from './engine/engine-holder.ts';
import { onStateDir } from './on-state-dir.ts';

type Directory = Pick<Config, 'stateDir'>;

/** Refuses to work beside members that this process must not share the group with. */
export function groupIsTaken({
  stateDir,
  consumerGroup: group,
}: Pick<Config, 'stateDir' | 'consumerGroup'>): Promise<ConsoleError> {
  return stateDirBusy(
    { stateDir },
    `Another trackdeck is a member of the group ${group} on ${stateDir}`,
    'choose another --consumer-group or --state-dir',
  );
}

/** Refuses to clean what another process works with. */
export function stateDirInUse({ stateDir }: Directory): Promise<ConsoleError> {
  return stateDirBusy(
    { stateDir },
    `Another trackdeck is at work on ${stateDir}`,
    'clean when it has ended',
  );
}

async function stateDirBusy(
  { stateDir }: Directory,
  what: string,
  otherwise: string,
): Promise<ConsoleError> {
  const holder = await engineHolder(stateDir);
  const say = (command: string) => onStateDir(command, stateDir);
  return holder === undefined
    ? new ConsoleError('STATE_DIR_BUSY', what, {
        hint: `It does not answer: it is just starting, or about to end. Wait for it, or ${otherwise}.`,
        context: { stateDir },
      })
    : new ConsoleError('STATE_DIR_BUSY', `${what}: ${holder}`, {
        hint: `End it with ${say('trackdeck engine stop')}, look at it with ${say('trackdeck')}, or ${otherwise}.`,
        context: { stateDir },
      });
}
