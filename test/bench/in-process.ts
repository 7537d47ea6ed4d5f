import { join } from 'node:path';
import { openEmbeddedBroker } from '../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../src/services/clock.ts';
import { measureConsume } from './measured-consume.ts';
import { measureIngest } from './measured-ingest.ts';
import { measureRecovery } from './measured-recovery.ts';
import type { PhaseFigures } from './phase-meter.ts';

type Phases = {
  readonly producer: PhaseFigures;
  readonly consumer: PhaseFigures;
  readonly recoverySeconds: number;
};

/**
 * Producer alone, then consumer alone, then a consumer that finds it all counted, on an embedded log
 * in `directory`.
 */
export async function measurePhases(dataset: string, directory: string): Promise<Phases> {
  const broker = openEmbeddedBroker({ path: join(directory, 'log.db'), clock: systemClock });
  try {
    const place = { dataset, directory, topic: 'bench' };
    const { whole } = await measureIngest(broker, place);
    const consumer = await measureConsume(broker, place);
    return { producer: whole, consumer, recoverySeconds: measureRecovery(directory) };
  } finally {
    await broker.close();
  }
}
