import { openOneProcess } from './testing/city.js';
import { describeScores } from './testing/score.story.js';

describeScores('standalone', openOneProcess);
