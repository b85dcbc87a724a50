import { openOneProcess } from './testing/city.js';
import { describeEvidence } from './testing/evidence.story.js';

describeEvidence('standalone', openOneProcess);
