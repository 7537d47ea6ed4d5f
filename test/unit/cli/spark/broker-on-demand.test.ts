import { expect, test } from 'vitest';
import { brokerOnDemand } from '../../../../src/cli/spark/broker-on-demand.ts';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { Broker } from '../../../../src/services/ports.ts';

function brokerThat(closes: () => void): Broker {
  return { close: async () => closes() } as Broker;
}

test('a broker is opened once, by the first who needs it', async () => {
  let opened = 0;
  let closed = 0;
  const broker = brokerOnDemand(async () => {
    opened += 1;
    return brokerThat(() => {
      closed += 1;
    });
  });
  expect(opened).toBe(0);

  expect(await broker.opened()).toBe(await broker.opened());
  await broker.close();

  expect([opened, closed]).toEqual([1, 1]);
});

test('one that is still being opened is closed when it is there, and not waited for', async () => {
  const arrival = Promise.withResolvers<Broker>();
  const closed = Promise.withResolvers<void>();
  const broker = brokerOnDemand(() => arrival.promise);
  const opening = broker.opened();

  await broker.close();
  arrival.resolve(brokerThat(closed.resolve));

  await closed.promise;
  await opening;
});

test('one that nobody needed, and one that is away, have nothing to close', async () => {
  const away = brokerOnDemand(async () => {
    throw new ConsoleError('BROKER_UNREACHABLE', 'It is away');
  });
  await away.close();

  await expect(away.opened()).rejects.toThrow('It is away');
  await away.close();
});
