import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { BrokerAddress } from './broker-harness.ts';
import type { BrokerProcessEvent, BrokerTask } from './broker-process.ts';

const SCRIPT = fileURLToPath(new URL('broker-process.ts', import.meta.url));
/** A process takes seconds to start where many wait for the processor. */
const TIMEOUT_MS = 60_000;

export type BrokerProcess = {
  readonly events: readonly BrokerProcessEvent[];
  /** Waits until what it has told so far satisfies the condition. */
  until(condition: (events: readonly BrokerProcessEvent[]) => boolean): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL: no clean-up of any kind. */
  kill(): Promise<void>;
};

/** Another process on the same log; the caller kills it. */
export function startBrokerProcess(address: BrokerAddress, task: BrokerTask): BrokerProcess {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify({ address, task })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const events: BrokerProcessEvent[] = [];
  let complaints = '';
  createInterface(child.stdout).on('line', (line) => {
    events.push(JSON.parse(line));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });

  return {
    events,
    until: (condition) =>
      vi.waitFor(
        () => {
          if (!condition(events)) throw new Error(`Not yet; stderr: ${complaints}`);
        },
        { timeout: TIMEOUT_MS, interval: 10 },
      ),
    signal: (name) => {
      child.kill(name);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
