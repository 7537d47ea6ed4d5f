import { expect, test } from 'vitest';
import { nameTopic, ofTopic } from '../../../../../src/services/broker/kafka/commit-metadata.ts';

const committed = { offset: 274, metadata: 'store@host 7' };

test('what was committed for a topic is read as it was given', () => {
  expect(ofTopic(nameTopic(committed, 'id-1'), 'id-1')).toEqual(committed);
});

test('what was committed for an earlier topic of the name counts for nothing', () => {
  expect(ofTopic(nameTopic(committed, 'id-1'), 'id-2')).toBeUndefined();
});

test('what another tool committed names no topic, and counts', () => {
  expect(ofTopic({ offset: 5, metadata: '' }, 'id-2')).toEqual({ offset: 5, metadata: '' });
});
