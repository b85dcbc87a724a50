import { join } from 'node:path';
import pg from 'pg';
import { freePorts } from '#process/free-port.js';
import type { CloseLater } from '#process/run-main.js';
import { readAccounts } from '#setup/accounts.js';
import type { BenchConfig } from './config.js';
import { Child } from './child.js';
import { Confirmations } from './desks/confirmations.js';
import type { DesksNews, DesksOrder, Seat } from './desks/desks.messages.js';
import type { FloorNews, FloorOrder, FloorRound } from './floor/floor.messages.js';
import { databaseUrl, emptyFolder, makeFloorDatabase } from './ground.js';
import type { Machine } from './machine.js';
import { describeMachine, residentBytes } from './machine.js';
import type { Subject } from './options.js';
import { nameOf } from './options.js';
import { Http } from './product/http.js';
import { readIssued } from './product/issued.queries.js';
import { Product } from './product/product.js';
import type { Scenario } from './product/response.js';
import { Response } from './product/response.js';
import { chooseScenario } from './product/scenario.js';
import { Seats } from './product/seats.js';
import { restOf } from './product/rest.queries.js';
import type { Memory, Measured, ProductRound } from './result/result.rules.js';

/** Told what happens, a line each. */
export type Tell = (line: string) => void;

/** Measures one subject: floor and product in turn on one PostgreSQL, with the same load generator. */
export async function measure(
  subject: Subject,
  config: BenchConfig,
  tell: Tell,
  closeLater: CloseLater,
): Promise<{ measured: Measured; machine: Machine }> {
  const bench = await Bench.open(subject, config, tell, closeLater);
  return bench.run(config.rounds);
}

type Desks = Child<DesksOrder, DesksNews>;

class Bench {
  private constructor(
    private readonly subject: Subject,
    private readonly config: BenchConfig,
    private readonly tell: Tell,
    private readonly dataFolder: string,
    private readonly product: Product,
    private readonly database: pg.Pool,
    private readonly floorDatabase: pg.Pool,
    private readonly floor: Child<FloorOrder, FloorNews>,
    private readonly floorDesks: Desks,
    private readonly productDesks: Desks,
  ) {}

  static async open(subject: Subject, config: BenchConfig, tell: Tell, closeLater: CloseLater): Promise<Bench> {
    const dataFolder = join(config.dataFolder, `${config.cluster ? 'cluster-' : ''}${nameOf(subject)}`);
    emptyFolder(dataFolder);
    const [port] = await freePorts(1);
    const product = await Product.start({
      main: config.cluster ? 'cluster' : 'standalone',
      words: subject.city ? [] : ['--points', String(subject.points)],
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
    });
    const floor = new Child<FloorOrder, FloorNews>('the floor', new URL('floor/floor.main.js', import.meta.url));
    closeLater(() => floor.stop());
    const [floorDesks, productDesks] = ['the floor', 'the product'].map((whose) => {
      const desks: Desks = new Child(`the desks of ${whose}`, new URL('desks/desks.main.js', import.meta.url));
      closeLater(() => desks.stop());
      return desks;
    });
    return new Bench(subject, config, tell, dataFolder, product, database!, floorDatabase!, floor, floorDesks!, productDesks!);
  }

  async run(rounds: number): Promise<{ measured: Measured; machine: Machine }> {
    const { tell, config } = this;
    const machine = await describeMachine(databaseUrl(this.dataFolder));
    const [operator, administrator] = [this.person('operator'), this.person('administrator')];
    await Promise.all([operator.signIn(), administrator.signIn()]);
    const scenario = await chooseScenario(this.subject, this.database, this.dataFolder);
    const seats = await Seats.open(new Http(this.product.url), administrator);
    const productMemory = await this.connect(this.productDesks, this.product.url, seats.tokens, this.product.pid);
    const floorUrl = (await this.floor.ask({ order: 'open', databaseUrl: this.floorDatabase.options.connectionString! }, 'listening')).url;
    const floorMemory = await this.connect(
      this.floorDesks,
      floorUrl,
      seats.orgIds.map((_, desk) => String(desk)),
      this.floor.pid,
    );
    tell(`${seats.orgIds.length} desks connected to each`);

    const confirmations = new Confirmations(this.productDesks);
    const cold = await this.productRound(operator, scenario, confirmations, {
      look: (activationId) => this.prepareFloor(activationId, seats),
    });
    tell(`first click: ${cold.ms.toFixed(0)} ms, ${cold.rows} rows`);
    const floorRounds: FloorRound[] = [];
    const productRounds: ProductRound[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await operator.signIn();
      if (await seats.renew()) await this.productDesks.ask({ order: 'renew', tokens: seats.tokens }, 'renewed');
      floorRounds.push(await this.floorRound());
      productRounds.push(await this.productRound(operator, scenario, confirmations, { profiled: round === rounds }));
      tell(`round ${round}: floor ${floorRounds.at(-1)!.ms.toFixed(0)} ms, product ${productRounds.at(-1)!.ms.toFixed(0)} ms`);
    }
    const measured: Measured = {
      subject: this.subject,
      desks: seats.orgIds.length,
      coldMs: cold.ms,
      floor: floorRounds,
      product: productRounds,
      floorMemory,
      productMemory: config.cluster ? null : productMemory,
    };
    return { measured, machine };
  }

  private person(role: string): Http {
    const { login, password } = readAccounts(this.dataFolder).find((each) => each.orgId === 'city-centre' && each.roles.includes(role))!;
    return new Http(this.product.url, { login, password });
  }

  private async connect(desks: Desks, url: string, tokens: readonly string[], pid: number): Promise<Memory> {
    const before = residentBytes(pid);
    const seats = tokens.map((token, desk): Seat => ({ desk, token }));
    await desks.ask({ order: 'connect', url, seats }, 'connected');
    return { before, after: residentBytes(pid) };
  }

  /** The floor does what the product did: the same tasks to the same desks. */
  private async prepareFloor(activationId: string, seats: Seats): Promise<void> {
    const tasks = await readIssued(this.database, [activationId], seats.orgIds);
    await this.floor.ask({ order: 'prepare', tasks }, 'prepared');
  }

  private async floorRound(): Promise<FloorRound> {
    await this.rest();
    const { news: _news, ...round } = await this.floor.ask({ order: 'run' }, 'done');
    await this.floor.ask({ order: 'clean' }, 'clean');
    return round;
  }

  private async productRound(
    operator: Http,
    scenario: Scenario,
    confirmations: Confirmations,
    { profiled = false, look }: { profiled?: boolean; look?: (activationId: string) => Promise<void> } = {},
  ): Promise<ProductRound> {
    const flame = profiled ? this.config.flame : undefined;
    const response = await Response.prepare(operator, this.database, scenario);
    await confirmations.begin();
    await this.rest();
    if (flame) await this.product.profile('start', flame);
    const { activationId, ...round } = await response.measure(confirmations);
    if (flame) await this.product.profile('stop', flame);
    await look?.(activationId);
    await response.end(activationId);
    return round;
  }

  /** Before each round, of the floor as of the product: dead rows are cleared away, and what was written is on the disk. */
  private async rest(): Promise<void> {
    await restOf(this.database, this.floorDatabase);
  }
}
