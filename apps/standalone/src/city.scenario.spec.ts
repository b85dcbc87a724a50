import { describeCity } from './testing/city.story.js';
import { openOneProcess } from './testing/city.js';

describeCity('standalone', openOneProcess);
