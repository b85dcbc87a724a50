import { describeBusContract } from '../bus.contract.js';
import { openTestBus } from './contract/kafka-site.js';

describeBusContract('Kafka', openTestBus());
