import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Confirmations } from '../desks/confirmations.js';
import type { ProductRound } from '../result/result.rules.js';
import type { Http } from './http.js';
import { isQuiet } from './issued.queries.js';
import { stageTimes } from './stage.rules.js';
import { readMoments } from './stages.queries.js';
import { epochMs } from '../wall-time.js';

/** What is clicked on: an incident of which category in which units, at which level. */
export type Scenario = { category: string; level: ResponseLevel; unitIds: string[] };

const reconcileAgainMs = 20;
const quietWithinMs = 120_000;

/** One response of the product, from its incident to its end. */
export class Response {
  private constructor(
    private readonly operator: Http,
    private readonly database: pg.Pool,
    private readonly scenario: Scenario,
    private readonly incident: Incident,
  ) {}

  /** Opens an incident and waits until plan knows it, as a person does who looks at the preview first. Not measured. */
  static async prepare(operator: Http, database: pg.Pool, scenario: Scenario): Promise<Response> {
    const { category, level, unitIds } = scenario;
    const incident = await operator.post<Incident>('/api/incidents', {
      requestId: uuidv7(),
      exercise: true,
      category,
      title: '基准测试演练',
      nature: '基准测试',
      eventLevel: 'undetermined',
      place: { description: '全域' },
      unitIds,
      hasHappened: false,
      occurredAt: new Date(epochMs()).toISOString(),
      source: { kind: 'drill-script' },
    });
    const until = performance.now() + quietWithinMs;
    for (;;) {
      try {
        await operator.post('/api/activations/preview', { incidentId: incident.id, level, unitIds });
        return new Response(operator, database, scenario, incident);
      } catch (error) {
        if (performance.now() > until) throw error;
        await sleep(50);
      }
    }
  }

  /** The click, measured: until every desk was told that its mark is written and the reconciliation is clean. */
  async measure(confirmations: Confirmations): Promise<ProductRound & { activationId: string }> {
    const { operator, scenario, incident } = this;
    const statements = { matter: '基准测试', level: scenario.level, expectedHours: 12, measures: '基准测试' };
    const body = {
      requestId: uuidv7(),
      incidentId: incident.id,
      exercise: true,
      unitIds: scenario.unitIds,
      statements,
      approval: '基准测试',
    };
    const begun = performance.now();
    const clickedAt = epochMs();
    const activation = await operator.post<Activation>('/api/activations', body);
    const answeredAt = clickedAt + performance.now() - begun;
    const firstConfirmedAt = await confirmations.reach(activation.expectedRows);
    const confirmedAt = clickedAt + performance.now() - begun;
    let reconciliations = 0;
    let proof: Reconciliation;
    do {
      if (reconciliations > 0) await sleep(reconcileAgainMs);
      proof = await operator.get<Reconciliation>(`/api/activations/${activation.id}/reconciliation`);
      reconciliations += 1;
      if (proof.verdict === 'broken') throw new Error(`the reconciliation is broken: ${JSON.stringify(proof.counts)}`);
    } while (proof.verdict !== 'clean' || proof.counts.delivered !== activation.expectedRows);
    const ms = performance.now() - begun;
    const moments = await readMoments(this.database, activation.id);
    const seen = { clickedAt, answeredAt, firstConfirmedAt, confirmedAt, reconciledAt: clickedAt + ms };
    return { activationId: activation.id, ms, rows: proof.counts.delivered, stages: stageTimes(seen, moments), reconciliations };
  }

  /** Ends it and waits until all that follows is done, so that the next round finds a quiet product. Not measured. */
  async end(activationId: string): Promise<void> {
    await this.operator.post(`/api/activations/${activationId}/end`, { requestId: uuidv7(), reason: '基准测试一轮结束' });
    const until = performance.now() + quietWithinMs;
    while (!(await isQuiet(this.database, activationId))) {
      if (performance.now() > until) throw new Error('the product does not come to rest after the end of a response');
      await sleep(200);
    }
  }
}
