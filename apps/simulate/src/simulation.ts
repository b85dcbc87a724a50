import { setTimeout as sleep } from 'node:timers/promises';
import type { Activation } from '#contracts/activation.js';
import type { Progress } from '#contracts/mailbox.js';
import type { CallList } from '#contracts/call-list.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Caller } from '#desk-client/caller.js';
import { drawAnswer, isSilentDesk } from '#desk-client/answer.rules.js';
import type { Desk } from '#desk-client/desk.js';
import { drawFrom } from '#desk-client/draw.rules.js';
import { Tapper } from '#desk-client/tapper.js';
import type { Absence } from './absence.rules.js';
import { planAbsences } from './absence.rules.js';
import { chooseCommandPoints, connectDesks, openDesks, readCommandPointOf } from './desks.js';
import { figuresOf } from './figures.rules.js';
import { gatherEvidence, readProgress, readReconciliation, sumUp } from './inspection.js';
import type { Scene } from './inspection.js';
import { openIncident } from './open-incident.js';
import type { Outcome, Standing } from './outcome.rules.js';
import { Receipts } from './receipts.js';
import { endResponse, preview, startResponse } from './response.js';
import type { Server } from './server.js';
import type { Finding } from './verdict.rules.js';
import { judge, judgeProof } from './verdict.rules.js';

/** What is played. */
export type SimulationOrder = {
  points: number | null;
  seed: number;
  level: ResponseLevel;
  /** How long people go on answering. */
  windowMs: number;
  /** What sets the incident's title apart from all others. */
  mark: string;
  keep: boolean;
};

/** Who watches: each step, and every so often how it stands. */
export type Spectator = { step(zh: string, en: string): void; standing(standing: Standing): void; everyMs: number };

/** People all tap a little before the time is over, so that what they said is counted in it. */
const answersWithin = 0.9;
/** All must be in order so long after people stopped: a killed process is back by then. */
const settleWithinMs = 90_000;
const lookAgainMs = 1_000;
/** The lines that are off at the click are off for so long. */
const settledMs = 100;
const brokenOffMs = 10_000;

/** One response with everybody in it, from the warning to the proof. */
export class Simulation {
  private readonly receipts = new Receipts();
  private readonly people: Tapper;
  private readonly brokenOff: Promise<void>;
  private desks: Desk[] = [];
  private absences: ReadonlyMap<string, Absence> = new Map();
  private title = '';
  private warning = '';
  private planNos: readonly string[] = [];
  private clickAt = Infinity;
  private readonly timers: NodeJS.Timeout[] = [];
  private progress: Progress | undefined;

  constructor(
    private readonly server: Pick<Server, 'url' | 'operator'>,
    private readonly order: SimulationOrder,
    private readonly spectator: Spectator,
    /** Whoever cannot wait: what is known by then is told, and the response is ended. */
    private readonly signal: AbortSignal,
  ) {
    this.brokenOff = new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    const { seed, windowMs } = order;
    this.people = new Tapper(
      ({ incidentTitle }) => incidentTitle === this.title,
      ({ title, orgId, postId }) => drawAnswer(drawFrom('answer', seed, title, orgId, postId), windowMs * answersWithin),
    );
  }

  /** Plays it. Answers undefined if it was broken off before the click. */
  async run(): Promise<Outcome | undefined> {
    try {
      return await this.play();
    } finally {
      for (const timer of this.timers) clearTimeout(timer);
      for (const desk of this.desks) desk.close();
    }
  }

  private get operator(): Caller {
    return this.server.operator.caller;
  }

  private async play(): Promise<Outcome | undefined> {
    const { order, operator, signal, spectator } = this;
    const orgIds = await chooseCommandPoints(operator, order.points, order.seed);
    spectator.step(`${orgIds.length} 个指挥调度点上线`, `${orgIds.length} command points come online`);
    this.desks = await openDesks(operator, orgIds, this.server.url);
    for (const desk of this.desks) this.listenAt(desk);
    await connectDesks(this.desks, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    const commandPointOf = await readCommandPointOf(operator);
    if (signal.aborted) return undefined;

    const { incident, warning } = await openIncident(operator, order.mark);
    this.title = incident.title;
    this.warning = warning;
    spectator.step(`预警到达：${warning}`, 'A warning came in; its incident is opened as an exercise');
    const { counts } = await preview(operator, incident, order.level);
    spectator.step(`预览：${counts.rows} 项任务，${counts.units} 个区镇`, `Preview: ${counts.rows} tasks in ${counts.units} units`);
    await this.wait(this.planAbsences());
    if (signal.aborted) return undefined;

    this.clickAt = performance.now();
    const activation = await startResponse(operator, incident, order.level);
    this.planNos = activation.planNos;
    spectator.step(`已启动 ${activation.planNos.join('、')}`, `Started ${activation.planNos.join(', ')}: ${activation.expectedRows} tasks`);
    try {
      await this.watch(activation);
      return signal.aborted ? await this.tellWhatIsKnown(activation) : await this.prove(activation, commandPointOf);
    } finally {
      if (!order.keep) await this.end(activation);
    }
  }

  private listenAt(desk: Desk): void {
    const isSilent = isSilentDesk(desk.orgId, this.order.seed);
    desk.client.onRow((row) => {
      if (row.incidentTitle !== this.title) return;
      const atMs = performance.now() - this.clickAt;
      const absence = this.absences.get(desk.orgId);
      this.receipts.note(row, { commandPoint: desk.orgId, atMs, afterAbsence: absence !== undefined && atMs > absence.fromMs });
      if (!isSilent) this.people.consider(desk, row);
    });
  }

  /** Lines drop and come back at their moments, seen from a click that follows in as many milliseconds as are answered. */
  private planAbsences(): number {
    const { seed, windowMs } = this.order;
    const deskOf = new Map(this.desks.map((desk) => [desk.orgId, desk]));
    const absences = planAbsences(seed, [...deskOf.keys()], windowMs);
    const leadMs = -Math.min(0, ...absences.map(({ fromMs }) => fromMs));
    for (const { orgId, fromMs, untilMs } of absences) {
      const desk = deskOf.get(orgId)!;
      this.timers.push(
        setTimeout(() => desk.dropOff(), leadMs + fromMs),
        setTimeout(() => void desk.connect(), leadMs + untilMs),
      );
    }
    this.absences = new Map(absences.map((absence) => [absence.orgId, absence]));
    return leadMs + settledMs;
  }

  /** People answer; how it stands is told every so often. */
  private async watch({ id, expectedRows }: Activation): Promise<void> {
    const until = this.clickAt + this.order.windowMs;
    while (performance.now() < until && !this.signal.aborted) {
      await this.tellStanding(id, expectedRows);
      await this.wait(Math.min(this.spectator.everyMs, until - performance.now()));
    }
    // Who cannot wait does not wait for taps under way, either.
    await Promise.race([this.people.leave(), this.brokenOff]);
    await this.tellStanding(id, expectedRows);
  }

  private async tellStanding(activationId: string, expected: number): Promise<void> {
    await this.server.operator.signIn();
    // While a service is away the figures of before stand.
    this.progress = await readProgress(this.operator, activationId, 0).catch(() => this.progress);
    const connected = this.desks.filter((desk) => desk.isConnected).length;
    const { delivered, acknowledged, escalated } = this.progress ? sumUp(this.progress) : { delivered: 0, acknowledged: 0, escalated: 0 };
    this.spectator.standing({ connected, desks: this.desks.length, delivered, expected, acknowledged, escalated });
  }

  /** Looks until all is in order, or has had its time, and judges what there is then. */
  private async prove({ id }: Activation, commandPointOf: Scene['commandPointOf']): Promise<Outcome> {
    this.spectator.step('对账', 'Reconciling with what the desks received');
    const frozen = await this.operator.ask<CallList>(`/api/activations/${id}/call-list`);
    const until = performance.now() + settleWithinMs;
    for (;;) {
      await this.server.operator.signIn();
      const { evidence, progress } = await gatherEvidence(this.sceneOf(id, frozen, commandPointOf));
      const findings = judge(evidence);
      const isSettled = evidence.reconciliation.verdict === 'clean' && findings.length === 0;
      if (isSettled || this.signal.aborted || performance.now() > until) {
        const { counts, verdict } = evidence.reconciliation;
        return this.outcomeOf(counts, progress, findings, verdict);
      }
      await this.wait(lookAgainMs);
    }
  }

  private sceneOf(activationId: string, frozen: CallList, commandPointOf: Scene['commandPointOf']): Scene {
    return {
      operator: this.operator,
      activationId,
      desks: this.desks,
      isWhole: this.order.points === null,
      commandPointOf,
      frozen,
      receipts: this.receipts.all,
      acknowledged: this.people.answered.filter(({ tap }) => tap === 'acknowledge').length,
    };
  }

  /** Broken off: rows may still be on their way, so only what the platform itself calls lost or doubled is. */
  private async tellWhatIsKnown({ id }: Activation): Promise<Outcome> {
    const reconciliation = await readReconciliation(this.operator, id, brokenOffMs);
    const progress = await readProgress(this.operator, id, brokenOffMs);
    return this.outcomeOf(reconciliation.counts, progress, judgeProof(reconciliation), reconciliation.verdict);
  }

  private outcomeOf(
    counts: Parameters<typeof figuresOf>[0],
    progress: Progress,
    findings: Finding[],
    verdict: Outcome['verdict'],
  ): Outcome {
    return {
      figures: figuresOf(counts, sumUp(progress), findings, this.receipts.all),
      findings,
      verdict,
      brokenOff: this.signal.aborted,
      level: this.order.level,
      seed: this.order.seed,
      planNos: this.planNos,
      warning: this.warning,
      desks: this.desks.length,
      silent: this.desks.filter(({ orgId }) => isSilentDesk(orgId, this.order.seed)).length,
      droppedOff: this.absences.size,
      afterAbsence: this.receipts.all.filter(({ kind, afterAbsence }) => kind === 'task' && afterAbsence).length,
      repeats: this.desks.reduce((sum, { client }) => sum + client.repeats, 0),
      taps: this.people.counts,
    };
  }

  private async end({ id }: Activation): Promise<void> {
    await this.server.operator.signIn();
    await endResponse(this.operator, id, this.signal.aborted ? brokenOffMs : undefined);
    this.spectator.step('响应已终止', 'The response is ended');
  }

  private async wait(ms: number): Promise<void> {
    await sleep(Math.max(0, ms), undefined, { signal: this.signal }).catch(() => undefined);
  }
}
