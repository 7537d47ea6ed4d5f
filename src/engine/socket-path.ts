import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ConsoleError } from '../domain/errors.ts';

/** Longest path of a Unix-domain socket: `sun_path` holds 108 bytes on Linux, 104 elsewhere, with its NUL. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Where the engine of a state directory listens: in that directory, or, where that path is too
 * long for a socket, under `runtimeDir` by a hash of it.
 *
 * @param runtimeDir - `$XDG_RUNTIME_DIR`
 * @throws {ConsoleError} `SOCKET_PATH_TOO_LONG` when neither place will do.
 */
export function engineSocketPath(stateDir: string, runtimeDir: string | undefined): string {
  const beside = join(stateDir, 'engine.sock');
  if (Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES) return beside;
  const hash = createHash('sha256').update(stateDir).digest('hex').slice(0, 16);
  const hashed = runtimeDir && join(runtimeDir, `trackdeck-${hash}.sock`);
  if (hashed && Buffer.byteLength(hashed) <= MAX_SOCKET_PATH_BYTES) return hashed;
  throw new ConsoleError(
    'SOCKET_PATH_TOO_LONG',
    `The socket path ${beside} is longer than ${MAX_SOCKET_PATH_BYTES} bytes`,
    {
      hint: 'Choose a shorter --state-dir, or set XDG_RUNTIME_DIR to a short directory.',
      context: { path: beside },
    },
  );
}
