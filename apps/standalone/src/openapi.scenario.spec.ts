import { describeOpenApi } from './testing/openapi.story.js';
import { openOneProcess } from './testing/city.js';

describeOpenApi('standalone', openOneProcess);
