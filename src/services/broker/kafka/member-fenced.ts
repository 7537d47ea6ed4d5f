import { ConsoleError } from '../../../domain/errors.ts';

export function memberFenced(groupId: string, topic: string, partition: number): ConsoleError {
  return new ConsoleError(
    'MEMBER_FENCED',
    `Partition ${partition} of ${topic} is no longer this member's in group ${groupId}`,
    {
      hint: 'The member that has it now goes on from the last committed offset.',
      context: { groupId, topic, partition },
    },
  );
}
