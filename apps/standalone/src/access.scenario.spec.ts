import { describeAccess } from './testing/access.story.js';
import { openOneProcess } from './testing/city.js';

describeAccess('standalone', openOneProcess);
