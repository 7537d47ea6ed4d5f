import { expect, onTestFinished, test, vi } from 'vitest';
import { muteNegativeTimeouts } from '../../../../../src/services/broker/kafka/negative-timeouts.ts';

test('only warnings of negative timeouts are swallowed, however often that is asked for', () => {
  const original = process.emitWarning;
  onTestFinished(() => {
    process.emitWarning = original;
  });
  const emitWarning = vi.fn();
  process.emitWarning = emitWarning;

  muteNegativeTimeouts();
  muteNegativeTimeouts();
  process.emitWarning('-5 is a negative number', 'TimeoutNegativeWarning');
  process.emitWarning('this is old', 'DeprecationWarning');

  expect(emitWarning.mock.calls).toEqual([['this is old', 'DeprecationWarning']]);
});
