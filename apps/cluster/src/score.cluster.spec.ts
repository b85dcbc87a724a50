import { describeScores } from '../../standalone/src/testing/score.story.js';
import { openCluster } from './testing/cluster-platform.js';

describeScores('cluster', openCluster);
