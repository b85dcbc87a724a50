import { describeAccess } from '../../standalone/src/testing/access.story.js';
import { openCluster } from './testing/cluster-platform.js';

describeAccess('cluster', openCluster);
