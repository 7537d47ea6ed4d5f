import { expect, test, vi } from 'vitest';
import { createHandover } from '../../../../../src/services/broker/kafka/handover.ts';

test('an offer settles when it is taken', async () => {
  const onOffer = vi.fn();
  const handover = createHandover<string>(onOffer);

  const offered = handover.offer('batch');
  const taken = handover.take();

  expect(taken).toBe('batch');
  await expect(offered).resolves.toBe(true);
  expect(onOffer).toHaveBeenCalledOnce();
  expect(handover.isEmpty()).toBe(true);
});

test('what is withdrawn cannot be taken', async () => {
  const handover = createHandover<string>(() => undefined);
  const offered = handover.offer('batch');

  handover.withdraw();

  await expect(offered).resolves.toBe(false);
  expect(handover.take()).toBeUndefined();
});

test('only one item waits', () => {
  const handover = createHandover<string>(() => undefined);
  void handover.offer('first');

  expect(() => handover.offer('second')).toThrow('Another item is waiting');
});
