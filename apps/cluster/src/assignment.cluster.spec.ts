import { describeAssignments } from '../../standalone/src/testing/assignment.story.js';
import { openCluster } from './testing/cluster-platform.js';

describeAssignments('cluster', openCluster);
