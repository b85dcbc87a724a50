import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { Incident, IncidentDraft } from '#contracts/incident.js';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import { letLimitsPass } from './audit.queries.js';
import type { Caller } from '#desk-client/caller.js';
import type { ClusterUnderTest } from './cluster-under-test.js';
import type { Desk } from '#desk-client/desk.js';
import type { FaultKind } from './fault.rules.js';
import { describeFault } from './fault.rules.js';
import type { Injector } from './injector.js';
import { inspect } from './inspection.js';
import type { RoundPlan } from './round.rules.js';
import { activeMs, planTaps } from './round.rules.js';
import type { RoundResult } from './result.rules.js';
import { Tapper } from '#desk-client/tapper.js';
import type { Finding } from './verdict.rules.js';

/** All must be in order so long after the last fault is over; the time in which people still tap does not count. */
const healWithinMs = 30_000;
/** What is not in order then is watched so much longer, to tell what is late from what is lost. */
const watchOnMs = 90_000;
const commandWithinMs = 60_000;
const limitsPassed = 30;

/** What all rounds share. */
export type Scene = {
  cluster: ClusterUnderTest;
  injector: Injector;
  operator: Caller;
  desks: readonly Desk[];
  draft: IncidentDraft;
  seed: number;
  since: Date;
};

/** One response, from the opening of its incident to the proof that nothing of it was lost. */
export class Round {
  private readonly begun = performance.now();
  private readonly title: string;
  private readonly tapper: Tapper;
  /** Where each desk stood before. */
  private readonly before: ReadonlyMap<Desk, Record<string, number>>;
  private activation: Activation | undefined;
  private ended = false;
  private failure: string | undefined;
  private clickMs: number | null = null;
  private clickTries = 0;
  private backAt = 0;

  constructor(
    private readonly scene: Scene,
    private readonly plan: RoundPlan,
  ) {
    this.title = `${scene.draft.incident.title} ${scene.seed}-${plan.round} ${uuidv7().slice(-6)}`;
    this.before = new Map(scene.desks.map((desk) => [desk, desk.client.cursors()]));
    this.tapper = new Tapper(
      (row) => row.incidentTitle === this.title,
      (row) => planTaps(scene.seed, plan.round, row),
    );
  }

  /** A desk got a row. */
  hear(desk: Desk, row: MailboxRow): void {
    this.tapper.consider(desk, row);
  }

  async run(): Promise<RoundResult> {
    const { plan } = this;
    const isAway = plan.faults.some(({ fault }) => fault.kind === 'kafka-away');
    // An incident has to be known before Kafka goes, or there would be nothing to click on.
    const incident = isAway ? await this.openIncident(true) : undefined;
    const origin = performance.now();
    const at = (ms: number): Promise<void> => sleep(Math.max(0, origin + ms - performance.now()));
    const faults = plan.faults.map(async ({ atMs, fault }) => {
      await at(atMs);
      await this.scene.injector.strike(fault).catch((error: unknown) => this.fail(error));
      this.backAt = performance.now();
    });
    const story = this.tell(incident, at).catch((error: unknown) => this.fail(error));
    await Promise.all(faults);
    const goesOnMs = isAway ? await this.goesOn() : null;
    await Promise.all([story, at(activeMs(plan))]);
    return this.heal(goesOnMs);
  }

  private fail(error: unknown): void {
    this.failure ??= String(error);
  }

  private async tell(known: Incident | undefined, at: (ms: number) => Promise<void>): Promise<void> {
    const { operator, cluster } = this.scene;
    const { plan } = this;
    const incident = known ?? (await this.openIncident(false));
    await at(plan.clickAtMs);
    await this.click(incident);
    if (plan.reportAtMs !== null) {
      await at(plan.reportAtMs);
      const body = { requestId: uuidv7(), trigger: 'hazard-reported', unitIds: this.activation!.unitIds };
      await operator.command(`/api/activations/${this.activation!.id}/reports`, body);
    }
    // Whatever is open now and not acknowledged in a second climbs, if the response goes on.
    await at(plan.clickAtMs + 1_500);
    await letLimitsPass(cluster.database, this.activation!.id, limitsPassed);
    if (plan.endAtMs === null) return;
    await at(plan.endAtMs);
    await this.end('故障演练：中途终止');
  }

  private async openIncident(untilKnown: boolean): Promise<Incident> {
    const { operator, draft } = this.scene;
    const unitIds = this.plan.unitIds ?? draft.incident.unitIds;
    const body = { requestId: uuidv7(), ...draft.incident, title: this.title, unitIds };
    const incident = await operator.command<Incident>('/api/incidents', body);
    if (untilKnown) {
      await operator.command('/api/activations/preview', { incidentId: incident.id, level: 'III', unitIds: incident.unitIds });
    }
    return incident;
  }

  private async click(incident: Incident): Promise<void> {
    const statements = { matter: this.title, level: 'III', expectedHours: 36, measures: '停工、加固、队伍前置' };
    const { id: incidentId, exercise, unitIds } = incident;
    const body = { requestId: uuidv7(), incidentId, exercise, unitIds, statements, reports: [], approval: '市副指挥长电话同意' };
    const answer = await this.scene.operator.insist<Activation>('POST', '/api/activations', body, commandWithinMs, ['not-found']);
    if (answer.status !== 201) throw new Error(`the click was not accepted: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.activation = answer.body;
    this.clickMs = answer.ms;
    this.clickTries = answer.tries;
  }

  private async end(reason: string): Promise<void> {
    if (this.ended || !this.activation) return;
    await this.scene.operator.command(`/api/activations/${this.activation.id}/end`, { requestId: uuidv7(), reason });
    this.ended = true;
  }

  /** How long after Kafka was back the first task was issued; null if a minute was not enough. */
  private async goesOn(): Promise<number | null> {
    while (performance.now() - this.backAt < 60_000) {
      const { rows } = this.activation
        ? await this.scene.cluster.database.query('SELECT FROM dispatch.task WHERE activation_id = $1 LIMIT 1', [this.activation.id])
        : { rows: [] };
      if (rows.length > 0) return Math.max(0, performance.now() - this.backAt);
      await sleep(100);
    }
    return null;
  }

  private async heal(goesOnMs: number | null): Promise<RoundResult> {
    const quietAt = this.begun + activeMs(this.plan);
    let from = Math.max(quietAt, this.backAt);
    let last: Finding[] = [];
    let late: Finding[] = [];
    let healMs: number | null = null;
    while (healMs === null) {
      from += await this.letPeopleTap();
      const findings = await this.look();
      const elapsed = Math.max(0, performance.now() - from);
      if (findings.length === 0) healMs = elapsed;
      else last = findings;
      if (elapsed > healWithinMs && late.length === 0) late = last;
      if (elapsed > healWithinMs + watchOnMs) break;
      if (healMs === null) await sleep(400);
    }
    const lastSeen = last.map(({ what, count }) => `${what} ×${count}`).join(', ');
    // What did not go away is what it is; what went away late was stuck.
    const findings = healMs === null ? last : late.map((finding) => ({ ...finding, harm: 'stuck' as const }));
    const counts = await this.readCounts();
    // The next rounds are to find a quiet city; what was not ended in the middle is ended now.
    const unended = await this.end('故障演练：一轮结束').then(
      () => [],
      (error: unknown) => [{ what: `the response does not end: ${String(error)}`, harm: 'stuck' as const, count: 1, examples: [] }],
    );
    return { ...this.resultOf([...findings, ...unended], healMs, goesOnMs, counts), lastSeen };
  }

  /** Waits while people are at work; answers how long. */
  private async letPeopleTap(): Promise<number> {
    const begun = performance.now();
    while (this.tapper.isAtWork) await sleep(50);
    return performance.now() - begun;
  }

  /** Everything that is not in order now. */
  private async look(): Promise<Finding[]> {
    if (this.failure) return [{ what: `the story broke off: ${this.failure}`, harm: 'stuck', count: 1, examples: [] }];
    const { activation, tapper, title, before } = this;
    return inspect(this.scene, { activation, tapper, title, before });
  }

  private async readCounts(): Promise<Reconciliation['counts'] & { acknowledged: number }> {
    const { operator, cluster } = this.scene;
    const none = { expected: 0, issued: 0, delivered: 0 } as Reconciliation['counts'];
    if (!this.activation) return { ...none, acknowledged: 0 };
    const answer = await operator.send<Reconciliation>('GET', `/api/activations/${this.activation.id}/reconciliation`);
    const { rows } = await cluster.database.query<{ acknowledged: number }>(
      'SELECT count(*)::integer AS acknowledged FROM dispatch.task WHERE activation_id = $1 AND acknowledged_at IS NOT NULL',
      [this.activation.id],
    );
    return { ...(answer.status === 200 ? answer.body.counts : none), acknowledged: rows[0]!.acknowledged };
  }

  private resultOf(
    findings: Finding[],
    healMs: number | null,
    goesOnMs: number | null,
    counts: { expected: number; issued: number; delivered: number; acknowledged: number },
  ): Omit<RoundResult, 'lastSeen'> {
    const { round, faults, unitIds } = this.plan;
    const { expected, issued, delivered, acknowledged } = counts;
    return {
      round,
      activationId: this.activation?.id ?? null,
      unitIds: unitIds ?? 'all',
      faults: faults.map(({ atMs, fault }) => ({ atMs, kind: fault.kind as FaultKind, what: describeFault(fault) })),
      clickMs: this.clickMs,
      clickTries: this.clickTries,
      goesOnMs,
      isOutage: faults.some(({ fault }) => fault.kind === 'kafka-away'),
      expected,
      issued,
      delivered,
      acknowledged,
      taps: this.tapper.counts,
      healMs,
      tookMs: performance.now() - this.begun,
      findings,
    };
  }
}
