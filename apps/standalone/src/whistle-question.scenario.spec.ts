import { openOneProcess } from './testing/city.js';
import { describeWhistleQuestions } from './testing/whistle-question.story.js';

describeWhistleQuestions('standalone', openOneProcess);
