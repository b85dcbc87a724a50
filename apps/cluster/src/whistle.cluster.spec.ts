import { describeWhistleLadders } from '../../standalone/src/testing/whistle-ladder.story.js';
import { describeWhistleQuestions } from '../../standalone/src/testing/whistle-question.story.js';
import { describeWhistleSharing } from '../../standalone/src/testing/whistle-sharing.story.js';
import { describeWhistles } from '../../standalone/src/testing/whistle.story.js';
import { openCluster } from './testing/cluster-platform.js';

describeWhistles('cluster', openCluster);
describeWhistleQuestions('cluster', openCluster);
describeWhistleLadders('cluster', openCluster);
describeWhistleSharing('cluster', openCluster);
