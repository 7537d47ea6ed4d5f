import { expect, test } from 'vitest';
import { whyNot } from '../../../../src/ui/keys/availability.ts';
import { initialView } from '../../../../src/ui/view/view-reducer.ts';
import { liveView } from '../../../support/screen/mirror-views.ts';

test('on an engine that runs the key that starts one says who runs and what can be done instead', () => {
  const situation = { mirrorView: liveView(), view: initialView };

  expect(whyNot('start-engine', situation)).toBe(
    'The engine runs already (process 4711); q leaves it or stops it',
  );
});
