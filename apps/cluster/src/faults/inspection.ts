import type { MailboxRow } from '#contracts/mailbox.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import { audit } from './audit.queries.js';
import type { Caller } from '#desk-client/caller.js';
import type { ClusterUnderTest } from './cluster-under-test.js';
import type { Desk } from '#desk-client/desk.js';
import type { Tapper } from '#desk-client/tapper.js';
import type { Finding } from './verdict.rules.js';
import { addUp, compareDesk, findingsOf } from './verdict.rules.js';

/** Who looks, and at whose desks. */
type Inspector = { cluster: ClusterUnderTest; operator: Caller; desks: readonly Desk[]; since: Date };

/** What is looked at: one response, the taps on it, and where each desk stood before. */
type Inspected = {
  activation: { id: string } | undefined;
  title: string;
  tapper: Tapper;
  before: ReadonlyMap<Desk, Readonly<Record<string, number>>>;
};

/** Everything that is not in order now: the processes, the platform's own proof, the tables, and what the desks have. */
export async function inspect({ cluster, operator, desks, since }: Inspector, inspected: Inspected): Promise<Finding[]> {
  const { activation, title, tapper, before } = inspected;
  const notReady = await cluster.notReady();
  if (notReady.length > 0) return stuck('a process is not ready', notReady);
  if (!activation || tapper.isBusy) return stuck('a command or a tap is not answered', ['']);
  const answer = await operator.send<Reconciliation>('GET', `/api/activations/${activation.id}/reconciliation`);
  if (answer.status !== 200) return stuck('the reconciliation is not answered', [String(answer.status)]);
  const findings = [
    ...findingsOf(answer.body),
    ...stuck('a tap was never answered', Array<string>(tapper.counts.unanswered).fill('')),
    ...stuck(
      'a desk is not connected',
      desks.filter((desk) => !desk.isConnected).map(({ orgId }) => orgId),
    ),
    ...(await audit(cluster.database, {
      activationId: activation.id,
      incidentTitle: title,
      mailboxIds: desks.flatMap((desk) => desk.client.mailboxes.map(({ mailboxId }) => mailboxId)),
      taps: tapper.answered,
      since,
    })),
  ];
  // The pull is asked when all else is in order: it costs a request per desk.
  if (findings.length > 0) return findings;
  return addUp((await Promise.all(desks.map((desk) => inspectDesk(desk, before.get(desk) ?? {})))).flat());
}

function stuck(what: string, culprits: readonly string[]): Finding[] {
  return culprits.length > 0 ? [{ what, harm: 'stuck', count: culprits.length, examples: culprits.slice(0, 5) }] : [];
}

async function inspectDesk(desk: Desk, before: Readonly<Record<string, number>>): Promise<Finding[]> {
  const pulled = await desk.pull(before);
  if (!pulled) return stuck('the pull is not answered', [desk.orgId]);
  const { client } = desk;
  return compareDesk({
    orgId: desk.orgId,
    has: new Map(
      Object.entries(client.cursors()).map(([id, contiguous]) => [
        Number(id),
        { contiguous, said: saidIn(client.rows, Number(id), before[id]) },
      ]),
    ),
    pulled: new Map([...pulled.heads].map(([id, head]) => [id, { head, said: saidIn(pulled.rows, id) }])),
  });
}

/** What the rows of a mailbox say beyond a seq, by seq: of each what never changes. */
function saidIn(rows: readonly MailboxRow[], mailboxId: number, after = 0): Map<number, string> {
  return new Map(
    rows
      .filter((row) => row.mailboxId === mailboxId && row.seq > after)
      .map(({ seq, kind, activationId, taskId }) => [seq, `${kind} ${activationId} ${taskId ?? ''}`]),
  );
}
