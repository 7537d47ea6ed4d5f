import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { Logger } from '../../services/log/logger.ts';

/**
 * Keeps everything off the terminal but the screen: what libraries and Node itself would print
 * goes to the program log. The answer takes that back.
 */
export function quietStreams(logger: Logger): () => void {
  const { stderr } = process;
  const write = stderr.write;
  const { console: usual } = globalThis;
  const log = (chunk: unknown) => logger.log('warn', 'screen/printed', { text: String(chunk) });
  const toLog = new Writable({
    write(chunk, _, done) {
      log(chunk);
      done();
    },
  });
  globalThis.console = new Console(toLog, toLog);
  stderr.write = ((chunk: unknown) => {
    log(chunk);
    return true;
  }) as typeof stderr.write;
  return () => {
    globalThis.console = usual;
    stderr.write = write;
  };
}
