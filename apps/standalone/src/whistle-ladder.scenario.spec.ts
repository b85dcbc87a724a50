import { openOneProcess } from './testing/city.js';
import { describeWhistleLadders } from './testing/whistle-ladder.story.js';

describeWhistleLadders('standalone', openOneProcess);
