import { ConsoleError, isErrorCode } from '../domain/errors.ts';
import { PROTOCOL_VERSION } from './protocol.ts';

/** Codes of a system call on a socket where nobody listens. */
const NOBODY_LISTENS = new Set(['ENOENT', 'ECONNREFUSED']);

/** A connection that was not made or broke off. */
export function unreachable(thrown: unknown, socketPath: string): ConsoleError {
  if (thrown instanceof ConsoleError) return thrown;
  const { code, message } = thrown as NodeJS.ErrnoException;
  const reason = code ?? message;
  const context = { socketPath };
  if (NOBODY_LISTENS.has(reason)) {
    return new ConsoleError('ENGINE_UNREACHABLE', `No engine listens on ${socketPath}`, {
      hint: 'Start it with trackdeck engine start.',
      cause: thrown,
      context,
    });
  }
  const text =
    code === 'EACCES'
      ? `The engine on ${socketPath} belongs to another user`
      : `The connection to the engine on ${socketPath} broke off (${reason})`;
  return new ConsoleError('ENGINE_UNREACHABLE', text, {
    hint: 'Look with trackdeck engine status; the log file in its state directory has its last words.',
    cause: thrown,
    context,
  });
}

/** @param silentMs - how long nothing came */
export function doesNotAnswer(socketPath: string, silentMs: number): ConsoleError {
  return new ConsoleError(
    'ENGINE_UNREACHABLE',
    `The engine on ${socketPath} has said nothing for ${silentMs / 1000} s`,
    {
      hint: `It may be stopped (SIGSTOP) or its machine overloaded: fuser ${socketPath} tells its pid, and kill -CONT wakes one that is stopped.`,
      context: { socketPath, silentMs },
    },
  );
}

/** Whether who was asked is there as far as is known, and only says nothing. */
export function isSilence(thrown: unknown): boolean {
  return thrown instanceof ConsoleError && thrown.context['silentMs'] !== undefined;
}

/** The stream of events ended as a stopping engine ends it. */
export function engineLeft(socketPath: string): ConsoleError {
  return new ConsoleError('ENGINE_UNREACHABLE', `The engine on ${socketPath} has ended`, {
    hint: 'Start it again with trackdeck engine start.',
    context: { socketPath },
  });
}

/** @throws `ENGINE_PROTOCOL` unless the engine speaks this program's protocol */
export function checkProtocol(answer: unknown, socketPath: string): void {
  const { protocol } = (answer ?? {}) as { readonly protocol?: unknown };
  if (protocol === PROTOCOL_VERSION) return;
  if (typeof protocol !== 'number') throw notOurs(socketPath);
  throw new ConsoleError(
    'ENGINE_PROTOCOL',
    `The engine on ${socketPath} speaks protocol ${protocol}, this trackdeck ${PROTOCOL_VERSION}`,
    {
      hint: 'End it with trackdeck engine stop and start it again, or use the trackdeck that started it.',
      context: { socketPath, engine: protocol, screen: PROTOCOL_VERSION },
    },
  );
}

/** What was answered is nothing that an engine says. */
export function notOurs(socketPath: string): ConsoleError {
  return new ConsoleError(
    'ENGINE_PROTOCOL',
    `What listens on ${socketPath} does not answer as a trackdeck engine`,
    { hint: 'Choose another --state-dir, or end that program.', context: { socketPath } },
  );
}

/** The failure that an engine answered with, as it was thrown there. */
export function answeredFailure(body: unknown, socketPath: string): ConsoleError {
  const { code, message, hint } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof message !== 'string') return notOurs(socketPath);
  return new ConsoleError(isErrorCode(code) ? code : 'COMMAND_REFUSED', message, {
    ...(typeof hint === 'string' ? { hint } : {}),
  });
}
