import type { Life } from './plan.ts';

/** What is planned for a life, in one line. */
export function describeLife(life: Life): string {
  const { cast, death, members, brokerDeath, offsetsMovedTo } = life;
  const who = cast === 'apart' ? `${life.victim} of 1+${members}` : cast;
  const when =
    death.kind === 'at'
      ? `at ${death.checkpoint} #${death.hit}`
      : `${death.delayMs} ms after ${death.checkpoint} #${death.hit}`;
  const beside = [
    life.pace === 'bursts' && 'published in bursts',
    brokerDeath && `broker ${brokerDeath.delayMs} ms after commit ${brokerDeath.commits}`,
    life.membersChange && cast === 'apart' && 'members change',
    ...life.pauses.map(({ what, afterMs, forMs }) => `${what} paused ${afterMs}+${forMs} ms`),
    life.outputCleaned && 'output cleaned before',
    cast === 'apart' && `others ${life.survivorsEnd}`,
    offsetsMovedTo !== null && `offsets moved to ${offsetsMovedTo.toFixed(2)}`,
  ].filter((text) => typeof text === 'string');
  return [`${who} dies ${when}`, ...beside].join(', ');
}
