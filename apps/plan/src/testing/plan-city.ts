import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { StartActivation } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import type { IncidentOpened } from '#contracts/incident.js';
import { PostgresOutbox } from '#messaging/postgres-outbox.js';
import { openDatabase } from '#service-kit/database.module.js';
import { freshDatabase } from '#testing/database.js';
import { FakeClock } from '#testing/fake-clock.js';
import { ActivationEntity } from '../activation/activation.entity.js';
import { ActivationService } from '../activation/activation.service.js';
import { CompositionService } from '../activation/composition.service.js';
import { PreviewService } from '../activation/preview.service.js';
import { StartService } from '../activation/start.service.js';
import { CallListService } from '../call-list/call-list.service.js';
import { KnownIncidentService } from '../incident/known-incident.service.js';
import { PlanService } from '../library/plan.service.js';
import { publishLibrary } from '../library/publish.service.js';
import { ProposalService } from '../proposal/proposal.service.js';
import { arrangeDirectory } from './directory-rows.js';
import { unitIds } from './real-city.js';

/** The plan service on a database of its own, with the real city's orgs, fictional people in every post, and the library published. */
export class PlanCity {
  readonly clock = new FakeClock('2024-09-15T09:00:00+08:00');
  readonly plans: PlanService;
  readonly incidents: KnownIncidentService;
  readonly previews: PreviewService;
  readonly starts: StartService;
  readonly activations: ActivationService;
  readonly callLists: CallListService;
  readonly proposals: ProposalService;

  private constructor(
    readonly database: DataSource,
    /** As the owner, who may look and arrange everywhere. */
    readonly owner: DataSource,
    private readonly accountId: string,
    private readonly stop: () => Promise<void>,
  ) {
    const outbox = new PostgresOutbox('plan', this.clock);
    this.plans = new PlanService(database);
    this.incidents = new KnownIncidentService(database);
    const compositions = new CompositionService(this.plans);
    this.previews = new PreviewService(database, this.incidents, compositions, this.clock);
    this.starts = new StartService(database, outbox, this.clock, this.incidents, compositions);
    this.activations = new ActivationService(database, outbox, this.clock);
    this.callLists = new CallListService(database, this.activations, this.clock);
    this.proposals = new ProposalService(database, this.plans);
  }

  static async open(): Promise<PlanCity> {
    const fresh = await freshDatabase();
    const owner = await openDatabase(fresh.ownerUrl, 'plan-spec-owner', [], 2);
    const database = await openDatabase(fresh.urlOf('plan'), 'plan-spec', [ActivationEntity]);
    const stop = async () => {
      await Promise.all([owner.destroy(), database.destroy()]);
      await fresh.close();
    };
    try {
      const { accountId } = await arrangeDirectory(owner);
      const city = new PlanCity(database, owner, accountId, stop);
      await publishLibrary(database, { now: city.clock.now(), unitIds });
      return city;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.stop();
  }

  /** An operator of the city's centre, or of this town. */
  operator(unitId: string | null = null): SessionClaims {
    return {
      sub: this.accountId,
      kind: 'person',
      sid: uuidv7(),
      roles: ['operator'],
      orgId: unitId === null ? 'city-centre' : `${unitId}:town-centre`,
      orgPath: unitId === null ? '320582' : `320582/${unitId}`,
      unitId,
    };
  }

  /** Intake opens an incident, and the bus does not carry it yet. Answers its id. */
  async opensUnheard(more: Parameters<typeof openedEvent>[0] = {}): Promise<string> {
    const { data, exercise } = openedEvent(more);
    await this.owner.query(
      `INSERT INTO intake.outbox (event_id, type, topic, key, shard, sequence, exercise, envelope, bytes)
       VALUES ($1, 'incident.opened.v1', 'muster.incident', $2, 0, 1, $3, $4, 1)`,
      [uuidv7(), data.incidentId, exercise, JSON.stringify({ data })],
    );
    return data.incidentId;
  }

  /** Tells plan of an incident, as the bus would. Answers its id. */
  async hears(more: Partial<IncidentOpened> & { exercise?: boolean } = {}): Promise<string> {
    const event = openedEvent(more);
    await this.database.transaction((tx) => this.incidents.keepIncidents(tx, [event]));
    return event.data.incidentId;
  }

  /** The body of a click for an incident. */
  click(incidentId: string, more: Partial<StartActivation> & { level?: StartActivation['statements']['level'] } = {}): StartActivation {
    const { level = 'III', ...rest } = more;
    return {
      requestId: uuidv7(),
      incidentId,
      exercise: true,
      unitIds: [...unitIds],
      statements: { matter: '防御台风', level, expectedHours: 24, measures: '巡查圩堤，转移人员' },
      reports: [],
      approval: '已电话报副指挥长同意',
      ...rest,
    };
  }

  /** The events that plan has said, in order. */
  async said(type: string): Promise<Envelope<Record<string, unknown>>[]> {
    const rows = (await this.owner.query('SELECT envelope FROM plan.outbox WHERE type = $1 ORDER BY id', [type])) as {
      envelope: Envelope<Record<string, unknown>>;
    }[];
    return rows.map((row) => row.envelope);
  }
}

/** `incident.opened.v1` of a typhoon that threatens the whole city. */
export function openedEvent(more: Partial<IncidentOpened> & { exercise?: boolean } = {}): Envelope<IncidentOpened> {
  const { exercise = true, ...facts } = more;
  const data: IncidentOpened = {
    incidentId: uuidv7(),
    category: '11B01',
    title: '台风贝碧嘉',
    eventLevel: 'undetermined',
    unitIds: [...unitIds],
    sceneOrgId: null,
    hasHappened: false,
    occurredAt: '2024-09-15T08:00:00+08:00',
    placeDescription: '全市',
    warnings: [],
    ...facts,
  };
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/intake',
    type: 'incident.opened.v1',
    subject: data.incidentId,
    time: '2024-09-15T08:00:00.000Z',
    datacontenttype: 'application/json',
    exercise,
    correlationid: uuidv7(),
    sequence: '1',
    partindex: 1,
    parttotal: 1,
    data,
  };
}
