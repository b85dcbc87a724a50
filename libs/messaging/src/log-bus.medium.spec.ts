import { describeBusContract } from './bus.contract.js';
import { LogBus } from './log-bus.js';

describeBusContract('the log in PostgreSQL', async (urlOf) => new LogBus(urlOf('bus')));
