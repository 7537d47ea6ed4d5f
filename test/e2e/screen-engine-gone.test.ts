import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { engineGoneStories } from './screen-stories/engine-gone-stories.ts';

engineGoneStories(openEmbeddedPlace);
