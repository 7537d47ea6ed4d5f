import { ConsoleError } from '../../../domain/errors.ts';
import type { LogFile } from './log-file.ts';

/** Counts the producers of each transactional id; only the latest may write. */
export type ProducerEpochs = {
  next(transactionalId: string): number;
  /** @throws `PRODUCER_REPLACED` */
  require(transactionalId: string, epoch: number): void;
};

export function createProducerEpochs(log: LogFile): ProducerEpochs {
  const advance = log.prepare(
    `INSERT INTO producers VALUES (?, 1)
     ON CONFLICT (transactional_id) DO UPDATE SET epoch = epoch + 1 RETURNING epoch`,
  );
  const select = log.prepare('SELECT epoch FROM producers WHERE transactional_id = ?');

  return {
    next: (transactionalId) => log.write(() => Number(advance.get(transactionalId)?.['epoch'])),
    require: (transactionalId, epoch) => {
      const current = log.read(() => select.get(transactionalId))?.['epoch'];
      if (current === epoch) return;
      throw new ConsoleError(
        'PRODUCER_REPLACED',
        `A later producer has taken over as ${transactionalId}`,
        {
          hint: 'The later one goes on where this one stopped; nothing is lost or doubled.',
          context: { transactionalId },
        },
      );
    },
  };
}
