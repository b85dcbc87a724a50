import { describeCity } from '../../standalone/src/testing/city.story.js';
import { openCluster } from './testing/cluster-platform.js';

describeCity('cluster', openCluster);
