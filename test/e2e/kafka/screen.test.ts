import { describe } from 'vitest';
import { onKafka } from '../../support/cli/on-kafka.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';
import type { OpenPlace } from '../../support/terminal/screen-place.ts';
import { detachStories } from '../screen-stories/detach-stories.ts';
import { engineGoneStories } from '../screen-stories/engine-gone-stories.ts';
import { firstRunStories } from '../screen-stories/first-run-stories.ts';
import { ingestStories } from '../screen-stories/ingest-stories.ts';
import { leavingStories } from '../screen-stories/leaving-stories.ts';
import { pauseStories } from '../screen-stories/pause-stories.ts';
import { resizeStories } from '../screen-stories/resize-stories.ts';
import { typingStories } from '../screen-stories/typing-stories.ts';

const openKafkaPlace: OpenPlace = () => {
  const workspace = createWorkspace();
  const { flags, options } = onKafka(workspace);
  return { ...workspace, flags, env: options.env };
};

describe.skipIf(!hasKafka)('the screen on Kafka', () => {
  firstRunStories(openKafkaPlace, /Kafka 127\.0\.0\.1:\d+/);
  ingestStories(openKafkaPlace);
  pauseStories(openKafkaPlace);
  detachStories(openKafkaPlace);
  engineGoneStories(openKafkaPlace);
  leavingStories(openKafkaPlace);
  typingStories(openKafkaPlace);
  resizeStories(openKafkaPlace);
});
