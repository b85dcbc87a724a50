import type { PostDefinition } from './built-in-data.js';
import { fictionalName, fictionalPhone, seededId } from './fictional.rules.js';
import type { OrgPost } from './post-tree.rules.js';
import { postsByOrg } from './post-tree.rules.js';
import { shortfallAt, type Shortfall } from './shortfall.rules.js';

export type PersonRow = { id: string; name: string; phone: string; orgId: string };
export type HolderRow = { orgId: string; postId: string; personId: string; rank: number };
export type DutyRow = { orgId: string; postId: string; shift: 'day' | 'night'; personId: string | null; deputyPersonId: string | null };
export type People = { people: PersonRow[]; holders: HolderRow[]; duty: DutyRow[] };

/** The id of the n-th own holder of a post (from 0), the same at every seeding. */
export function holderId(orgId: string, postId: string, n: number): string {
  return seededId(`person:${orgId}:${postId}:${n}`);
}

/**
 * Plainly fictional people for every post, who stands in for whom, and the standing roster of day and night. Posts that several share
 * take turns; a post of one has a stand-in from the same org. `shortfalls` leaves some of them out on purpose.
 */
export function composePeople(orgPosts: readonly OrgPost[], shortfalls: readonly Shortfall[]): People {
  const made: People = { people: [], holders: [], duty: [] };
  for (const posts of postsByOrg(orgPosts)) {
    const filled = posts.filter((each) => !isEmpty(shortfallAt(shortfalls, each.org.id, each.post.id)));
    for (const { org, post } of posts) {
      const shortfall = shortfallAt(shortfalls, org.id, post.id);
      const own = ownHolders(post, shortfall).map((n) => holderId(org.id, post.id, n));
      const standIn = shortfall === 'vacant' ? null : standInOf(filled, post);
      own.forEach((id) => {
        const n = made.people.length;
        made.people.push({ id, name: fictionalName(n), phone: fictionalPhone(n), orgId: org.id });
      });
      const all = standIn ? [...own, standIn] : own;
      all.forEach((personId, index) =>
        made.holders.push({ orgId: org.id, postId: post.id, personId, rank: shortfall === 'stand-in-only' ? index + 1 : index }),
      );
      if (post.onDutyRoster) made.duty.push(...turns(org.id, post.id, own, standIn, shortfall));
    }
  }
  return made;
}

function ownHolders(post: PostDefinition, shortfall: Shortfall['what'] | null): number[] {
  if (isEmpty(shortfall)) return [];
  return Array.from({ length: post.perOrg }, (_, n) => n);
}

function isEmpty(shortfall: Shortfall['what'] | null): boolean {
  return shortfall === 'vacant' || shortfall === 'stand-in-only';
}

/** Who stands in: the deputy post's holder; on a roster of one, the first other roster post in the org, else the post above in the org. */
function standInOf(filled: readonly OrgPost[], post: PostDefinition): string | null {
  const deputy = filled.find((other) => other.post.deputyOf === post.id);
  if (deputy) return holderId(deputy.org.id, deputy.post.id, 0);
  if (!post.onDutyRoster || post.perOrg > 1) return null;
  const colleagues = filled.filter((other) => other.post.id !== post.id);
  const colleague = colleagues.find((other) => other.post.onDutyRoster) ?? colleagues.find((other) => other.post.id === post.superior);
  return colleague ? holderId(colleague.org.id, colleague.post.id, 0) : null;
}

function turns(
  orgId: string,
  postId: string,
  own: readonly string[],
  standIn: string | null,
  shortfall: Shortfall['what'] | null,
): DutyRow[] {
  const turn = (shift: 'day' | 'night', first: number): DutyRow => {
    const personId = own[first % own.length] ?? null;
    const next = own.length > 1 ? own[(first + 1) % own.length]! : standIn;
    return { orgId, postId, shift, personId, deputyPersonId: next === personId ? null : next };
  };
  const nobody = (shift: 'day' | 'night'): DutyRow => ({ orgId, postId, shift, personId: null, deputyPersonId: null });
  if (shortfall === 'nobody-on-duty') return [nobody('day'), nobody('night')];
  return [turn('day', 0), shortfall === 'nobody-at-night' ? nobody('night') : turn('night', 1)];
}

/** The one person of a city that brings its own people: who sets it up. No name and no number, until they are entered. */
export function composeAdministrator({ orgId, postId, holder }: { orgId: string; postId: string; holder: number }): People {
  const id = holderId(orgId, postId, holder);
  return { people: [{ id, name: '系统管理员', phone: '', orgId }], holders: [], duty: [] };
}
