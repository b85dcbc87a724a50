import { openOneProcess } from './testing/city.js';
import { describeWhistleSharing } from './testing/whistle-sharing.story.js';

describeWhistleSharing('standalone', openOneProcess);
