import { formatBytes, formatDuration } from '../../domain/format.ts';
import type { Timers } from '../timers.ts';
import { interrupted, unreachable } from './download-errors.ts';

const CONNECT_MS = 5_000;
/** A server must send so much in every such window; a modem does. */
const WINDOW_MS = 15_000;
const WINDOW_BYTES = 15_000;

/** Ends an attempt whose server cannot be reached in time or hardly sends anything. */
export type AttemptWatch = {
  /** Aborts with the reason why, or with the operator's. */
  readonly signal: AbortSignal;
  readonly isConnected: () => boolean;
  /** A connection to this server is being made. */
  connecting(url: URL): void;
  connected(): void;
  received(bytes: number): void;
  stop(): void;
};

export function watchAttempt(timers: Timers, stopSignal: AbortSignal): AttemptWatch {
  const controller = new AbortController();
  let isConnected = false;
  let server: URL | undefined;
  let bytesInWindow = 0;
  let cancel = () => {};

  function startWindow(url: URL): void {
    bytesInWindow = 0;
    cancel = timers.after(WINDOW_MS, () => {
      if (bytesInWindow < WINDOW_BYTES) controller.abort(stalled(url, bytesInWindow));
      else startWindow(url);
    });
  }
  return {
    signal: AbortSignal.any([stopSignal, controller.signal]),
    isConnected: () => isConnected,
    connecting(url) {
      cancel();
      isConnected = false;
      server = url;
      cancel = timers.after(CONNECT_MS, () => {
        const limit = formatDuration(CONNECT_MS);
        controller.abort(unreachable(`Cannot reach ${url.host}: no connection in ${limit}`, url));
      });
    },
    connected() {
      if (isConnected || server === undefined) return;
      cancel();
      isConnected = true;
      startWindow(server);
    },
    received(bytes) {
      bytesInWindow += bytes;
    },
    stop: () => cancel(),
  };
}

function stalled(url: URL, bytes: number) {
  const amount = bytes === 0 ? 'nothing' : `only ${formatBytes(bytes)}`;
  return interrupted(`${url.host} sent ${amount} in ${formatDuration(WINDOW_MS)}`, url);
}
