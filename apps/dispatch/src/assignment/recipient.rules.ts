import type { Recipient } from '#contracts/assignment.js';
import type { OrgKind } from '#contracts/org.js';
import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import type { AssignmentDefaults } from './assignment.data.js';

/** A post of the directory, and who is on duty there now. */
export type KnownPost = { orgId: string; postId: string; deputyOf: string | null; personId: string | null };

/** An org that somebody named, if it is in the caller's scope. `answersAt`: the org that answers for it (a town: its centre). */
export type KnownOrg = { id: string; kind: OrgKind; answersAt: { id: string; kind: OrgKind } };

/** A person that somebody named: the posts held within the caller's scope, the first one first, and whether they are away now. */
export type KnownPerson = { id: string; away: boolean; posts: readonly { orgId: string; postId: string }[] };

/** What of the directory the caller's recipients touch. */
export type Directory = {
  orgs: ReadonlyMap<string, KnownOrg>;
  posts: readonly KnownPost[];
  people: ReadonlyMap<string, KnownPerson>;
};

/** Where a task goes. `personId` is set where a person was asked for by name. */
export type Target = { orgId: string; postId: string; personId?: string };

export type Addressed = { ok: true; targets: Target[] } | { ok: false; refusal: RefusalCode; fields: FieldProblem[] };

type Found = Target[] | { refusal: RefusalCode; field: string; reason: string; reasonEn: string };

/**
 * The posts of all recipients, each once. A vacant post, or one with nobody on duty, is answered for by its deputy in the same org; a person who
 * is away by whoever is on duty in their post. Where nobody stands in, the task goes to the post all the same and is unfilled.
 */
export function addressRecipients(
  recipients: readonly Recipient[],
  directory: Directory,
  answering: AssignmentDefaults['answeringPosts'],
): Addressed {
  const targets = new Map<string, Target>();
  for (const [index, recipient] of recipients.entries()) {
    const found = find(recipient, directory, answering);
    if (!Array.isArray(found)) {
      const { refusal, field, reason, reasonEn } = found;
      return { ok: false, refusal, fields: [{ field: `recipients.${index}.${field}`, reason, reasonEn }] };
    }
    for (const target of found) {
      const key = `${target.orgId}|${target.postId}`;
      if (!targets.has(key)) targets.set(key, target);
    }
  }
  return { ok: true, targets: [...targets.values()] };
}

function find(recipient: Recipient, directory: Directory, answering: AssignmentDefaults['answeringPosts']): Found {
  if (recipient.by === 'person') return findPerson(recipient.personId, directory);
  const org = directory.orgs.get(recipient.orgId);
  if (!org)
    return {
      refusal: 'unknown-org',
      field: 'orgId',
      reason: '没有这个单位，或不在管辖范围',
      reasonEn: 'Unknown org, or outside your scope',
    };
  if (recipient.by === 'post') {
    const post = postAt(directory, org.id, recipient.postId);
    return post ? [filled(directory, post)] : noSuchPost('postId');
  }
  if (recipient.by === 'group' && org.kind !== 'working-group')
    return { refusal: 'not-a-group', field: 'orgId', reason: '这个单位不是工作组', reasonEn: 'This org is not a working group' };
  const posts = directory.posts.filter(({ orgId }) => orgId === (recipient.by === 'group' ? org.id : org.answersAt.id));
  if (posts.length === 0) return noSuchPost('orgId');
  if (recipient.by === 'group') return posts.map((post) => filled(directory, post));
  const order = answering[org.answersAt.kind] ?? [];
  const candidates = order.flatMap((postId) => posts.filter((post) => post.postId === postId));
  const chosen =
    candidates.find(({ personId }) => personId !== null) ?? candidates[0] ?? posts.find(({ personId }) => personId !== null) ?? posts[0]!;
  return [filled(directory, chosen)];
}

function findPerson(personId: string, directory: Directory): Found {
  const person = directory.people.get(personId);
  const post = person?.posts[0];
  if (!person || !post)
    return {
      refusal: 'unknown-person',
      field: 'personId',
      reason: '没有这个人，或不在管辖范围',
      reasonEn: 'Unknown person, or outside your scope',
    };
  if (!person.away) return [{ ...post, personId }];
  const held = postAt(directory, post.orgId, post.postId);
  const standsIn = held && held.personId !== null && held.personId !== personId;
  return [standsIn || !held ? post : filled(directory, { ...held, personId: null })];
}

/** The post itself, or its deputy where nobody is there and the deputy is. */
function filled({ posts }: Directory, { orgId, postId, personId }: KnownPost): Target {
  const deputy =
    personId === null ? posts.find((post) => post.orgId === orgId && post.deputyOf === postId && post.personId !== null) : undefined;
  return { orgId, postId: deputy?.postId ?? postId };
}

function postAt({ posts }: Directory, orgId: string, postId: string): KnownPost | undefined {
  return posts.find((post) => post.orgId === orgId && post.postId === postId);
}

function noSuchPost(field: string): Found {
  return { refusal: 'no-such-post', field, reason: '这个单位没有这个岗位', reasonEn: 'The org has no such post' };
}
