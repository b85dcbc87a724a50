import { join } from 'node:path';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { IssuedDeviceTokens, OrgPage } from '#contracts/org.js';
import { freePorts } from '#process/free-port.js';
import type { CloseLater } from '#process/run-main.js';
import { readAccounts } from '#setup/accounts.js';
import { Child } from '../child.js';
import type { BenchConfig } from '../config.js';
import type { DesksNews, DesksOrder } from '../desks/desks.messages.js';
import type { FloorNews, FloorOrder, FloorRound } from '../floor/floor.messages.js';
import { databaseUrl, emptyFolder, makeFloorDatabase } from '../ground.js';
import type { Machine } from '../machine.js';
import { describeMachine } from '../machine.js';
import { Http } from '../product/http.js';
import { readIssued } from '../product/issued.queries.js';
import { Product } from '../product/product.js';
import { restOf } from '../product/rest.queries.js';
import type { BlowOrder, LanesNews, LanesOrder } from './lanes.messages.js';
import { composeWhistles } from './bench-whistles.rules.js';
import type { MeasuredWhistles, WhistleRound } from './whistle-result.rules.js';
import { readCommits, whistlesAreQuiet } from './whistle.queries.js';

/** So many taps of one town are under way at a time: an operator and a colleague. */
const atOnce = 2;
const townCentre = ':town-centre';

/** Measures whistles through the whole path, and the floor with the same rows, in turn on one PostgreSQL. */
export async function measureWhistles(
  whistles: number,
  config: BenchConfig,
  tell: (line: string) => void,
  closeLater: CloseLater,
): Promise<{ measured: MeasuredWhistles; machine: Machine }> {
  const dataFolder = join(config.dataFolder, `${config.cluster ? 'cluster-' : ''}whistles`);
  emptyFolder(dataFolder);
  const [port] = await freePorts(1);
  const product = await Product.start({
    main: config.cluster ? 'cluster' : 'standalone',
    words: [],
    dataFolder,
    inherited: config.inherited,
    port: port!,
    profiled: config.flame !== undefined,
  });
  closeLater(() => product.stop());
  const floorUrl = await makeFloorDatabase(dataFolder);
  const [database, floorDatabase] = [databaseUrl(dataFolder), floorUrl].map((url) => {
    const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'muster-bench' });
    pool.on('error', () => undefined);
    closeLater(() => pool.end());
    return pool;
  }) as [pg.Pool, pg.Pool];
  const machine = await describeMachine(databaseUrl(dataFolder));
  const lanes = new Child<LanesOrder, LanesNews>('the lanes', new URL('lanes.main.js', import.meta.url));
  closeLater(() => lanes.stop());
  const cast = await connectLanes(lanes, product.url, dataFolder);
  tell(`${cast.departmentIds.length} departments and ${cast.unitIds.length} towns connected`);

  let round = 0;
  const rest = (): Promise<void> => restOf(database, floorDatabase);
  const productRound = async (profiled: boolean): Promise<{ result: WhistleRound; whistleIds: string[] }> => {
    const orders: BlowOrder[] = composeWhistles(whistles, cast, (round += 1));
    await rest();
    const before = await readCommits(database);
    if (profiled) await product.profile('start', config.flame!);
    const { ms, times, whistleIds } = await lanes.ask({ order: 'blow', whistles: orders, atOnce }, 'done');
    if (profiled) await product.profile('stop', config.flame!);
    const transactions = (await readCommits(database)) - before;
    const issued = await readIssued(database, whistleIds, cast.departmentIds);
    return { result: { ms, times, calls: issued.length, transactions }, whistleIds };
  };
  const end = async (whistleIds: readonly string[]): Promise<void> => {
    await lanes.ask({ order: 'withdraw' }, 'withdrawn');
    await whistlesAreQuiet(database, whistleIds);
  };

  const first = await productRound(false);
  tell(`first round: ${first.result.ms.toFixed(0)} ms, ${first.result.calls} calls`);
  const floor = await openFloor(closeLater, floorDatabase, cast.departmentIds.length);
  await floor.ask({ order: 'prepare', tasks: await readIssued(database, first.whistleIds, cast.departmentIds) }, 'prepared');
  await end(first.whistleIds);

  const floorRounds: FloorRound[] = [];
  const productRounds: WhistleRound[] = [];
  for (let nth = 1; nth <= config.rounds; nth += 1) {
    await rest();
    const { news: _news, ...floorRound } = await floor.ask({ order: 'run' }, 'done');
    await floor.ask({ order: 'clean' }, 'clean');
    floorRounds.push(floorRound);
    const { result, whistleIds } = await productRound(config.flame !== undefined && nth === config.rounds);
    productRounds.push(result);
    await end(whistleIds);
    tell(`round ${nth}: floor ${floorRound.ms.toFixed(0)} ms, product ${result.ms.toFixed(0)} ms`);
  }
  return { measured: { whistles, atOnce, cold: first.result, product: productRounds, floor: floorRounds }, machine };
}

/** Opens the page of every town's operator and the desk of every department. */
async function connectLanes(
  lanes: Child<LanesOrder, LanesNews>,
  url: string,
  dataFolder: string,
): Promise<{ unitIds: string[]; departmentIds: string[] }> {
  const accounts = readAccounts(dataFolder);
  const administrator = new Http(
    url,
    accounts.find(({ orgId, roles }) => orgId === 'city-centre' && roles.includes('administrator'))!,
  );
  await administrator.signIn();
  const { orgs } = await administrator.get<OrgPage>('/api/orgs?kind=department');
  const departmentIds = orgs.filter(({ kind }) => kind === 'department').map(({ id }) => id);
  const { devices } = await administrator.post<IssuedDeviceTokens>('/api/devices', { requestId: uuidv7(), orgIds: departmentIds });
  const towns = accounts
    .filter(({ orgId, roles }) => orgId.endsWith(townCentre) && roles.includes('operator'))
    .map(({ orgId, login, password }) => ({ unitId: orgId.slice(0, -townCentre.length), login, password }));
  await lanes.ask({ order: 'connect', url, departments: devices, towns }, 'connected');
  return { unitIds: towns.map(({ unitId }) => unitId), departmentIds };
}

/** The bare server, with as many desks as there are departments. */
async function openFloor(closeLater: CloseLater, database: pg.Pool, desks: number): Promise<Child<FloorOrder, FloorNews>> {
  const floor = new Child<FloorOrder, FloorNews>('the floor', new URL('../floor/floor.main.js', import.meta.url));
  closeLater(() => floor.stop());
  const floorDesks = new Child<DesksOrder, DesksNews>('the desks of the floor', new URL('../desks/desks.main.js', import.meta.url));
  closeLater(() => floorDesks.stop());
  const { url } = await floor.ask({ order: 'open', databaseUrl: database.options.connectionString! }, 'listening');
  const seats = Array.from({ length: desks }, (_, desk) => ({ desk, token: String(desk) }));
  await floorDesks.ask({ order: 'connect', url, seats }, 'connected');
  return floor;
}
