import { join } from 'node:path';
import { openEmbeddedBroker } from '../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../src/services/clock.ts';
import { measureConsume } from './measured-consume.ts';
import { measureIngest } from './measured-ingest.ts';
import type { PhaseFigures } from './phase-meter.ts';

/** Producer alone, then consumer alone, on an embedded log in `directory`. */
export async function measurePhases(
  dataset: string,
  directory: string,
): Promise<{ readonly producer: PhaseFigures; readonly consumer: PhaseFigures }> {
  const broker = openEmbeddedBroker({ path: join(directory, 'log.db'), clock: systemClock });
  try {
    const place = { dataset, directory, topic: 'bench' };
    const { whole } = await measureIngest(broker, place);
    return { producer: whole, consumer: await measureConsume(broker, place) };
  } finally {
    await broker.close();
  }
}
