import { describe, expect, test } from 'vitest';
import { onKafka } from '../../support/cli/on-kafka.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';
import { demo, figure, startIngestion, untilAtRest } from '../../support/terminal/operator.ts';
import { startScreen } from '../../support/terminal/start-screen.ts';

describe.skipIf(!hasKafka)('the console on Kafka', () => {
  test('an ingestion goes to its end, is paused on the way, and the books are closed', async () => {
    const workspace = createWorkspace();
    const { flags, options } = onKafka(workspace);
    const screen = startScreen(workspace, {
      columns: 160,
      rows: 50,
      args: [...flags, ...demo(3_000)],
      env: options.env,
    });
    await untilAtRest(screen);

    await startIngestion(screen);
    screen.press('p');
    const paused = await screen.untilShown('CONSUMPTION PAUSED since');
    await screen.untilScreen('all published', (text) => figure(text, 'acknowledged') === 3_000);
    screen.press('p');
    const end = await screen.untilShown(/books +balanced/, { timeoutMs: 40_000 });

    expect(paused).toMatch(/Kafka \S+:\d+/);
    expect(end).not.toMatch(/embedded/);
    expect(figure(end, 'counted')).toBe(3_000);
  });
});
