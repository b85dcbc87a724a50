import { openOneProcess } from './testing/city.js';
import { describeAssignments } from './testing/assignment.story.js';

describeAssignments('standalone', openOneProcess);
