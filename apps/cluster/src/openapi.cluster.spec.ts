import { describeOpenApi } from '../../standalone/src/testing/openapi.story.js';
import { openCluster } from './testing/cluster-platform.js';

describeOpenApi('cluster', openCluster);
