import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { detachStories } from './screen-stories/detach-stories.ts';

detachStories(openEmbeddedPlace);
