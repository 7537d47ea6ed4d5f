import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type EmbeddedBrokerOptions,
  openEmbeddedBroker,
} from '../../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../../src/services/clock.ts';
import type { Broker } from '../../../src/services/ports.ts';
import { scratchDirectory } from '../scratch.ts';

/** A path for a log, removed with all that lies beside it when the test has finished. */
export function temporaryLogPath(): string {
  return join(scratchDirectory(), 'state', 'log.sqlite');
}

/** Opens a log that is closed when the test has finished. */
export function openLog(path: string, options: Partial<EmbeddedBrokerOptions> = {}): Broker {
  const broker = openEmbeddedBroker({ path, clock: systemClock, ...options });
  onTestFinished(() => broker.close());
  return broker;
}
