import type { Holding } from '#contracts/activation.js';
import type { OrgKind } from '#contracts/org.js';
import type { OrgFact } from './address.rules.js';
import type { Composition } from './compose.rules.js';

/** An org as composition and preview need it. */
export type DirectoryOrg = OrgFact & { name: string; commandPointId: string };
export type DirectoryPost = { id: string; orgKind: OrgKind; name: string; nameEn: string; onDutyRoster: boolean };
/** Who holds a post at an org at one moment. */
export type Duty = { orgId: string; postId: string; personId: string | null; holding: Holding };

/** A composition with the orgs and posts that it was made from. */
export type Composed = {
  composition: Composition;
  cityId: string;
  orgs: ReadonlyMap<string, DirectoryOrg>;
  posts: ReadonlyMap<string, DirectoryPost>;
  composeMs: number;
};

/** The key of a post at an org in maps of duties. */
export function dutyKey(orgId: string, postId: string): string {
  return `${orgId} ${postId}`;
}
