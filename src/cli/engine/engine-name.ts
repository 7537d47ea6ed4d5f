import type { EngineIdentity } from '../../engine/protocol.ts';

/** Who an engine is, for a sentence. */
export function engineName({
  command,
  pid,
  host,
}: Pick<EngineIdentity, 'command' | 'pid' | 'host'>): string {
  return `trackdeck ${command}, pid ${pid} on ${host}`;
}
