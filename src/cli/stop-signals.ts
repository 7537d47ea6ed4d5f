import { ConsoleError } from '../domain/errors.ts';

/** Exit codes of signals that ended a command; `consume` and the engine exit 0 on SIGTERM. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type StopSignal = keyof typeof SIGNAL_EXIT;

export type StopSignals = {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The same as SIGTERM, from inside. */
  request(): void;
  /** Which signal it was. */
  received(): StopSignal | undefined;
  dispose(): void;
};

/** Who asked for the stop: a signal, or a command to the engine. */
type StopAsker = StopSignal | 'shutdown';

/** Asks for an orderly stop at the first signal; the second Ctrl+C leaves at once. */
export function listenForStopSignals(onFirst: (asker: StopAsker) => void): StopSignals {
  const controller = new AbortController();
  let first: StopSignal | undefined;
  const take = (name: StopSignal, asker: StopAsker = name) => {
    if (first !== undefined) {
      if (name === 'SIGINT') process.exit(SIGNAL_EXIT.SIGINT);
      return;
    }
    first = name;
    onFirst(asker);
    controller.abort(new ConsoleError('INTERRUPTED', `Stopped by ${asker}`));
  };
  const listeners = (Object.keys(SIGNAL_EXIT) as StopSignal[]).map((name) => {
    const listener = () => take(name);
    process.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    request: () => take('SIGTERM', 'shutdown'),
    received: () => first,
    dispose() {
      for (const { name, listener } of listeners) process.off(name, listener);
    },
  };
}

/** What a command exits with after an orderly stop. */
export function stopExitCode(name: StopSignal, isService: boolean): number {
  return isService && name === 'SIGTERM' ? 0 : SIGNAL_EXIT[name];
}
