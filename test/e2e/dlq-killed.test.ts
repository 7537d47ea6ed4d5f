import { test } from 'vitest';
import { openLog } from '../support/broker/temporary-log.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { expectOnceAfterKills } from '../support/dlq/killed-redrive.ts';

test('a redrive that is killed twice in the middle publishes every row once in the end', async () => {
  const workspace = createWorkspace();
  const { flags, logPath } = workspace;

  await expectOnceAfterKills({
    workspace,
    flags,
    options: {},
    topic: 'spotify-tracks',
    openBroker: () => openLog(logPath),
  });
});
