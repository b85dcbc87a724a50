import type { EntityManager } from 'typeorm';
import type { WhoIsTold } from '#contracts/ladder.js';
import { readRecipients } from '../task/issue.queries.js';

/** Whose recipient is asked after: the post that owes the task, and the town that the task belongs to. */
export type Asked = { orgId: string; postId: string; unitId: string; tell: WhoIsTold };

/** Who is told: a post, the desk that shows it, and whether somebody holds it now. */
export type Told = { orgId: string; postId: string; commandPointId: string; held: boolean };

/**
 * Who is told by a rung, in the order asked; null where the directory knows nobody (at the top of the chain, or it is the recipient again).
 * A deputy is the post that stands in for the recipient's, else a post of whoever stands in on the roster at this moment. A department has
 * the duty officer of the town that asked.
 */
export async function readTold(tx: EntityManager, asked: readonly Asked[], at: Date): Promise<(Told | null)[]> {
  const distinct = [...new Map(asked.map((one) => [keyOf(one), one])).values()];
  const posts = (await tx.query(toldPosts, [
    distinct.map(({ orgId }) => orgId),
    distinct.map(({ postId }) => postId),
    distinct.map(({ unitId }) => unitId),
    distinct.map(({ tell }) => tell),
    at,
  ])) as { orgId: string | null; postId: string | null }[];
  const known = posts.flatMap(({ orgId, postId }) => (orgId !== null && postId !== null ? [{ orgId, postId }] : []));
  const addresses = [...new Map(known.map((post) => [addressOf(post), post])).values()];
  const recipients = await readRecipients(tx, addresses, at);
  const told = new Map<string, Told>();
  for (const [index, { personId, commandPointId }] of recipients.entries()) {
    const post = addresses[index]!;
    if (commandPointId !== null) told.set(addressOf(post), { ...post, commandPointId, held: personId !== null });
  }
  const answer = new Map(distinct.map((one, index) => [keyOf(one), told.get(addressOf(posts[index]!)) ?? null]));
  return asked.map((one) => notThemselves(one, answer.get(keyOf(one)) ?? null));
}

/** Who owes a task is reminded by the rung of the recipient alone, never told of it as somebody above. */
function notThemselves(asked: Asked, told: Told | null): Told | null {
  return told && asked.tell !== 'recipient' && addressOf(told) === addressOf(asked) ? null : told;
}

function keyOf({ orgId, postId, unitId, tell }: Asked): string {
  return [orgId, postId, unitId, tell].join('|');
}

function addressOf({ orgId, postId }: { orgId: string | null; postId: string | null }): string {
  return `${orgId}|${postId}`;
}

const toldPosts = `
  SELECT t.org_id AS "orgId", t.post_id AS "postId"
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS a(org_id, post_id, unit_id, tell, nth)
  LEFT JOIN LATERAL (
    SELECT a.org_id, a.post_id WHERE a.tell = 'recipient'
    UNION ALL
    SELECT s.superior_org_id, s.superior_post_id FROM directory_read.superior s
    WHERE a.tell = 'superior' AND s.org_id = a.org_id AND s.post_id = a.post_id
    UNION ALL
    SELECT above.superior_org_id, above.superior_post_id FROM directory_read.superior s
    JOIN directory_read.superior above ON above.org_id = s.superior_org_id AND above.post_id = s.superior_post_id
    WHERE a.tell = 'second-superior' AND s.org_id = a.org_id AND s.post_id = a.post_id
    UNION ALL
    SELECT coalesce(o.unit_id, a.unit_id) || ':town-centre', 'town-shift-chief' FROM directory_read.org o
    WHERE a.tell = 'town-duty-officer' AND o.id = a.org_id
    UNION ALL
    SELECT 'city-centre', 'city-shift-chief' WHERE a.tell = 'city-centre'
    UNION ALL
    (SELECT d.org_id, d.post_id FROM (
       SELECT p.org_id, p.post_id, 1 AS rank FROM directory_read.org_post p JOIN directory_read.post deputy ON deputy.id = p.post_id
       WHERE p.org_id = a.org_id AND deputy.deputy_of = a.post_id
       UNION ALL
       SELECT h.org_id, h.post_id, 2 + h.rank FROM directory_read.duty_pattern w
       JOIN directory_read.post_holder h ON h.org_id = w.org_id AND h.person_id = w.deputy_person_id AND h.post_id <> w.post_id
       WHERE w.org_id = a.org_id AND w.post_id = a.post_id
         AND w.shift = CASE WHEN ($5::timestamptz AT TIME ZONE 'Asia/Shanghai')::time >= '08:00'
                             AND ($5::timestamptz AT TIME ZONE 'Asia/Shanghai')::time < '20:00' THEN 'day' ELSE 'night' END
     ) d WHERE a.tell = 'deputy' ORDER BY d.rank, d.post_id LIMIT 1)
  ) t ON true
  ORDER BY a.nth`;
