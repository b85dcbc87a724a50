import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Recipient } from '#contracts/assignment.js';
import { inScopeSql } from '#service-kit/scope.js';
import { readRecipients } from '../task/issue.queries.js';
import type { Directory, KnownOrg, KnownPerson, KnownPost } from './recipient.rules.js';

/** What the directory knows of these recipients, within the caller's scope, at this moment. Four statements, however many they are. */
export async function readDirectory(
  tx: EntityManager,
  caller: SessionClaims,
  recipients: readonly Recipient[],
  at: Date,
): Promise<Directory> {
  const orgIds = recipients.flatMap((one) => (one.by === 'person' ? [] : [one.orgId]));
  const personIds = recipients.flatMap((one) => (one.by === 'person' ? [one.personId] : []));
  const orgs = await readOrgs(tx, caller, orgIds);
  const people = await readPeople(tx, caller, personIds, at);
  const of = [
    ...orgs.flatMap(({ id, answersAt }) => [id, answersAt.id]),
    ...people.flatMap(({ posts }) => posts.map(({ orgId }) => orgId)),
  ];
  return {
    orgs: new Map(orgs.map((org) => [org.id, org])),
    people: new Map(people.map((person) => [person.id, person])),
    posts: await readPosts(tx, [...new Set(of)], at),
  };
}

async function readOrgs(tx: EntityManager, caller: SessionClaims, orgIds: readonly string[]): Promise<KnownOrg[]> {
  const rows = (await tx.query(
    `SELECT o.id, o.kind, coalesce(c.id, o.id) AS "answersAtId", coalesce(c.kind, o.kind) AS "answersAtKind"
     FROM directory_read.org o
     LEFT JOIN LATERAL (
       SELECT t.id, t.kind FROM directory_read.org t WHERE o.kind = 'area-unit' AND t.unit_id = o.id AND t.kind = 'town-centre'
       UNION ALL
       SELECT t.id, t.kind FROM directory_read.org t WHERE o.kind = 'city' AND t.kind = 'city-centre' AND t.parent_id = o.id
       LIMIT 1) c ON true
     WHERE o.id = ANY($1) AND ${inScopeSql('o.path', '$2')}`,
    [orgIds, caller.orgPath],
  )) as { id: string; kind: KnownOrg['kind']; answersAtId: string; answersAtKind: KnownOrg['kind'] }[];
  return rows.map(({ id, kind, answersAtId, answersAtKind }) => ({ id, kind, answersAt: { id: answersAtId, kind: answersAtKind } }));
}

/** A person has the posts held in their own name, the first rank first. */
async function readPeople(tx: EntityManager, caller: SessionClaims, personIds: readonly string[], at: Date): Promise<KnownPerson[]> {
  return (await tx.query(
    `SELECT h.person_id AS id, jsonb_agg(jsonb_build_object('orgId', h.org_id, 'postId', h.post_id) ORDER BY h.rank, h.org_id, h.post_id) AS posts,
            EXISTS (SELECT 1 FROM directory_read.leave l WHERE l.person_id = h.person_id AND l.from_at <= $3 AND l.until_at > $3) AS away
     FROM directory_read.post_holder h JOIN directory_read.org o ON o.id = h.org_id
     WHERE h.person_id = ANY($1::uuid[]) AND ${inScopeSql('o.path', '$2')} GROUP BY h.person_id`,
    [personIds, caller.orgPath, at],
  )) as KnownPerson[];
}

async function readPosts(tx: EntityManager, orgIds: readonly string[], at: Date): Promise<KnownPost[]> {
  const posts = (await tx.query(
    `SELECT x.org_id AS "orgId", x.post_id AS "postId", p.deputy_of AS "deputyOf"
     FROM directory_read.org_post x JOIN directory_read.post p ON p.id = x.post_id WHERE x.org_id = ANY($1) ORDER BY x.org_id, x.post_id`,
    [orgIds],
  )) as Omit<KnownPost, 'personId'>[];
  const onDuty = await readRecipients(tx, posts, at);
  return posts.map((post, index) => ({ ...post, personId: onDuty[index]!.personId }));
}
