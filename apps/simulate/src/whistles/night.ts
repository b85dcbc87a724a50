import { setTimeout as sleep } from 'node:timers/promises';
import { Errands } from '#desk-client/errands.js';
import type { Absence } from '../absence.rules.js';
import { planAbsences } from '../absence.rules.js';
import { readCommandPointOf } from '../desks.js';
import type { Fact } from '../screen.rules.js';
import type { Server } from '../server.js';
import type { Cast } from './cast.js';
import { gatherCast } from './cast.js';
import { CityCentre } from './city-centre.js';
import { Department } from './department.js';
import type { NightWorld } from './department.js';
import { Ledger } from './ledger.js';
import { nightFigures } from './night-figures.rules.js';
import { inspectNight } from './night-inspection.js';
import type { NightScene } from './night-inspection.js';
import { nightFacts } from './night-outcome.rules.js';
import type { NightOutcome } from './night-outcome.rules.js';
import type { PlannedWhistle } from './night-plan.rules.js';
import { planNight } from './night-plan.rules.js';
import { NightRules } from './night-rules.js';
import { NightTime } from './night-time.js';
import { judgeNight } from './night-verdict.rules.js';
import { limitLines } from './short-limits.rules.js';
import { Town } from './town.js';

/** What is played. */
export type NightOrder = {
  seed: number;
  whistles: number;
  /** Minutes of the night in which the whistles are blown. */
  minutes: number;
  compression: number;
  /** What sets its whistles apart from all others. */
  mark: string;
  keep: boolean;
};

/** Who watches: each step, and every so often how it stands. */
export type NightWatcher = { step(zh: string, en: string): void; standing(facts: readonly Fact[]): void; everyMs: number };

/** After the last whistle there is so much night left: the longest ladder is climbed to its end in it, and most have finished. */
const afterLastMinutes = 130;
/** All must be in order so long after everybody stopped: a killed process is back by then. */
const settleWithinMs = 60_000;
const lookAgainMs = 1_000;

/** A night of whistles with everybody in it, from the first whistle to the proof. */
export class WhistleNight {
  private readonly errands = new Errands();
  private readonly time: NightTime;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly brokenOff: Promise<void>;
  private absences: readonly Absence[] = [];

  constructor(
    private readonly server: Server,
    private readonly order: NightOrder,
    private readonly watcher: NightWatcher,
    /** Whoever cannot wait: what is known by then is told, and the rules of before are put back. */
    private readonly signal: AbortSignal,
  ) {
    this.time = new NightTime(order.compression);
    this.brokenOff = new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** Plays it. */
  async run(): Promise<NightOutcome> {
    const { server, order, watcher, signal } = this;
    const cast = await gatherCast(server, order.seed, signal);
    try {
      watcher.step(
        `${cast.townPages.size} 个镇、${cast.departmentIds.length} 个部门上线`,
        `${cast.townPages.size} towns and ${cast.departmentIds.length} departments are online`,
      );
      const rules = await NightRules.begin(cast.administrator, order.compression, server.dataFolder);
      watcher.step(
        `${order.compression} 倍压缩：今夜 1 分钟是 ${this.time.ms(1) / 1000} 秒，哨的时限改短`,
        `Compressed ${order.compression} times: a minute of the night lasts ${this.time.ms(1) / 1000} s; limits of whistles are shortened`,
      );
      for (const [zh, en] of limitLines(rules.former, rules.night)) watcher.step(zh, en);
      try {
        return await this.play(cast, rules);
      } finally {
        await rules.end();
        watcher.step('哨的规则已恢复', 'The former rules of whistles are in force again');
      }
    } finally {
      for (const timer of this.timers) clearTimeout(timer);
      for (const desk of [...cast.desks.values(), ...cast.townPages.values(), cast.cityPage]) desk.close();
    }
  }

  private async play(cast: Cast, rules: NightRules): Promise<NightOutcome> {
    const { order } = this;
    const plans = planNight({ ...order, unitIds: [...cast.townPages.keys()], departmentIds: cast.departmentIds, matters: cast.matters });
    const ledger = new Ledger(plans);
    const world: NightWorld = { seed: order.seed, rules: rules.night, errands: this.errands, ledger, time: this.time };
    const departments = new Map(cast.departmentIds.map((orgId) => [orgId, new Department(cast.desks.get(orgId)!, world)]));
    for (const [point, desk] of cast.desks) if (point.includes(':')) desk.client.onRow((row) => ledger.noteRow(row, point));
    const city = new CityCentre(cast.desks.get('city-centre')!, cast.cityPage, departments, world);
    const towns = new Map([...cast.townPages].map(([unitId, page]) => [unitId, new Town(unitId, page, world)]));
    this.time.begin();
    this.planAbsences(cast);
    for (const plan of plans) towns.get(plan.unitId)!.blowLater(plan);
    for (const player of [city, ...towns.values()]) player.keepLooking();
    await this.watch(plans, ledger, city, [...towns.values()]);
    // Who cannot wait does not wait for requests under way, either.
    await Promise.race([this.errands.leave(), this.brokenOff]);
    try {
      return await this.prove(cast, plans, { rules: rules.night, ledger, ...(await this.sceneOf(cast)) });
    } finally {
      if (!order.keep) await this.clearUp(ledger, towns);
    }
  }

  /** Lines of departments drop and come back; calls wait for them in their mailboxes. */
  private planAbsences(cast: Cast): void {
    const { seed } = this.order;
    this.absences = planAbsences(seed, cast.departmentIds, this.time.ms(this.lastsMinutes));
    for (const { orgId, fromMs, untilMs } of this.absences) {
      const desk = cast.desks.get(orgId)!;
      this.timers.push(
        setTimeout(() => desk.dropOff(), Math.max(0, fromMs)),
        setTimeout(() => void desk.connect(), untilMs),
      );
    }
  }

  private get lastsMinutes(): number {
    return this.order.minutes + afterLastMinutes;
  }

  private async watch(plans: readonly PlannedWhistle[], ledger: Ledger, city: CityCentre, towns: readonly Town[]): Promise<void> {
    while (this.time.minute < this.lastsMinutes && !this.signal.aborted) {
      const of = (kind: string): number => ledger.receipts.filter((receipt) => receipt.kind === kind).length;
      this.watcher.standing(
        nightFacts({
          minute: this.time.minute,
          minutes: this.lastsMinutes,
          blown: ledger.whistleIds.length,
          whistles: plans.length,
          received: of('task'),
          acknowledged: ledger.acknowledged.size,
          digests: of('digest'),
          closed: towns.reduce((sum, { closed }) => sum + closed, 0),
          ruled: city.ruled,
        }),
      );
      await this.wait(Math.min(this.watcher.everyMs, this.time.ms(this.lastsMinutes - this.time.minute)));
    }
  }

  private async sceneOf(cast: Cast): Promise<Omit<NightScene, 'ledger' | 'rules'>> {
    await this.server.operator.signIn();
    const operator = this.server.operator.caller;
    return { operator, desks: cast.desks, commandPointOf: await readCommandPointOf(operator), mark: this.order.mark };
  }

  /** Looks until all is in order, or has had its time, and judges what there is then. */
  private async prove(cast: Cast, plans: readonly PlannedWhistle[], scene: NightScene): Promise<NightOutcome> {
    this.watcher.step('对账', 'Reconciling with what towns blew and desks received');
    const until = performance.now() + settleWithinMs;
    for (;;) {
      await this.server.operator.signIn();
      const { evidence, lateness, whistles } = await inspectNight(scene);
      const findings = judgeNight(evidence);
      if (findings.length === 0 || this.signal.aborted || performance.now() > until) {
        const { order } = this;
        return {
          figures: nightFigures(whistles, findings, lateness, new Date(evidence.proof.at)),
          findings,
          brokenOff: this.signal.aborted,
          planned: plans.length,
          clean: evidence.proof.clean,
          seed: order.seed,
          compression: order.compression,
          minutes: order.minutes,
          lastsMinutes: this.lastsMinutes,
          towns: cast.townPages.size,
          departments: cast.departmentIds.length,
          droppedOff: this.absences.length,
          repeats: [...cast.desks.values()].reduce((sum, { client }) => sum + client.repeats, 0),
          taps: this.errands.counts,
          refusals: [...this.errands.refusals].sort(([, one], [, other]) => other - one),
        };
      }
      await this.wait(lookAgainMs);
    }
  }

  /** The night is over: what is open is taken back by the town that blew it, so that no desk goes on ringing. */
  private async clearUp(ledger: Ledger, towns: ReadonlyMap<string, Town>): Promise<void> {
    this.watcher.step('收哨：未结的由各镇办结或撤回', 'What is open is closed or withdrawn by its town');
    await Promise.all(
      [...towns.values()].map((town) => town.clearUp(ledger.whistleIds.filter((id) => ledger.planOf(id)?.unitId === town.unitId))),
    );
  }

  private async wait(ms: number): Promise<void> {
    await sleep(Math.max(0, ms), undefined, { signal: this.signal }).catch(() => undefined);
  }
}
