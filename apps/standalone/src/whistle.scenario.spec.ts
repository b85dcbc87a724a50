import { openOneProcess } from './testing/city.js';
import { describeWhistles } from './testing/whistle.story.js';

describeWhistles('standalone', openOneProcess);
