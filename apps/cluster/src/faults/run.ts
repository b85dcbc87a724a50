import type { IncidentDraftsAnswer } from '#contracts/incident.js';
import type { ServiceName } from '#contracts/events.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { Caller } from '#desk-client/caller.js';
import { Person } from '#desk-client/person.js';
import { gatewayPost, servicePosts } from '../roster.js';
import type { ClusterUnderTest } from './cluster-under-test.js';
import { openDesks } from './desks.js';
import type { Targets } from './fault.rules.js';
import { Injector } from './injector.js';
import { addUpRounds } from './result.rules.js';
import type { Figures, RoundResult } from './result.rules.js';
import { Round } from './round.js';
import { planRound } from './round.rules.js';
import type { Finding } from './verdict.rules.js';
import { findingsOf } from './verdict.rules.js';

/** The units whose desks are connected: small ones, so that a round is over soon; the city's own desks are connected too. */
const units = ['leyu', 'daxin'];

/** Which rounds a run consists of, and who is told of each when it is over. */
export type FaultRunOrder = { seed: number; from: number; rounds: number; told: (result: RoundResult) => void; isStopping: () => boolean };

/** Runs the rounds one after another over a cluster and answers what they came to. */
export async function runFaults(cluster: ClusterUnderTest, order: FaultRunOrder): Promise<{ results: RoundResult[]; figures: Figures }> {
  const operator = new Person(cluster.url, cluster.account('operator'));
  const administrator = new Person(cluster.url, cluster.account('administrator'));
  await Promise.all([operator.signIn(), administrator.signIn()]);
  const desks = await openDesks(administrator.caller, await commandPoints(operator.caller), cluster.url);
  const { body } = await operator.caller.send<IncidentDraftsAnswer>('GET', '/api/incident-drafts');
  const draft = body.drafts[0]!;
  const targets = targetsOf(cluster);
  const injector = new Injector(cluster);
  const since = new Date((await cluster.database.query<{ now: Date }>('SELECT now()')).rows[0]!.now);
  const results: RoundResult[] = [];
  let current: Round | undefined;
  for (const desk of desks) desk.client.onRow((row) => current?.hear(desk, row));
  try {
    for (let round = order.from; round < order.from + order.rounds && !order.isStopping(); round += 1) {
      await operator.signIn();
      const plan = planRound(order.seed, round, targets, units);
      current = new Round({ cluster, injector, operator: operator.caller, desks, draft, seed: order.seed, since }, plan);
      const result = await current.run();
      results.push(result);
      order.told(result);
    }
    await operator.signIn();
    await lookAgain(operator.caller, results);
  } finally {
    for (const desk of desks) desk.close();
  }
  const internalErrors = [operator.caller, ...desks.map((desk) => desk.caller)].reduce((sum, caller) => sum + caller.internalErrors, 0);
  return { results, figures: addUpRounds(order.seed, results, internalErrors) };
}

/** What came into order has to stay so: every response of the run is proved once more. */
async function lookAgain(operator: Caller, results: readonly RoundResult[]): Promise<void> {
  for (const { activationId, findings } of results) {
    if (activationId === null) continue;
    const { status, body } = await operator.insist<Reconciliation>(
      'GET',
      `/api/activations/${activationId}/reconciliation`,
      undefined,
      30_000,
    );
    const found: Finding[] =
      status === 200 ? findingsOf(body) : [{ what: 'not answered', harm: 'stuck', count: 1, examples: [String(status)] }];
    findings.push(...found.map((finding) => ({ ...finding, what: `at the end: ${finding.what}` })));
  }
}

async function commandPoints(operator: Caller): Promise<string[]> {
  const { status, body } = await operator.send<{ commandPoints: { orgId: string; unitId: string | null }[] }>('GET', '/api/command-points');
  if (status !== 200) throw new Error(`no command points: ${status} ${JSON.stringify(body)}`);
  return body.commandPoints.filter(({ unitId }) => unitId === null || units.includes(unitId)).map(({ orgId }) => orgId);
}

function targetsOf(cluster: ClusterUnderTest): Targets {
  const { kafka, redis, lines } = cluster.state;
  return {
    processes: [
      ...servicePosts.map(({ name }) => name),
      gatewayPost.name,
      ...(kafka.pid === undefined ? [] : ['kafka']),
      ...(redis.pid === undefined ? [] : ['redis']),
    ],
    services: [...new Set(servicePosts.map(({ app }) => app as ServiceName))],
    lines: lines?.names ?? [],
  };
}
