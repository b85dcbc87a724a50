import type { BuiltInData, PostDefinition } from './built-in-data.js';
import type { OrgRow } from './org-tree.rules.js';

/** One post that exists at one org, and the org where the next post up sits (null for the city commander). */
export type OrgPost = { org: OrgRow; post: PostDefinition; superiorOrgId: string | null };

/** Which posts exist at which orgs: those of the org's kind, except where `onlyAt` names other bureaus, stations or groups. */
export function composeOrgPosts(data: BuiltInData, orgs: readonly OrgRow[]): OrgPost[] {
  const existing = orgs.flatMap((org) =>
    data.posts.posts
      .filter((post) => post.orgKind === org.kind && (!post.onlyAt || (org.templateId !== null && post.onlyAt.includes(org.templateId))))
      .map((post) => ({ org, post })),
  );
  const firstAt = new Map<string, string>();
  for (const { org, post } of existing) {
    for (const place of [org.id, org.unitId ?? 'city']) {
      const key = `${place} ${post.id}`;
      if (!firstAt.has(key)) firstAt.set(key, org.id);
    }
  }
  return existing.map(({ org, post }) => ({
    org,
    post,
    superiorOrgId: firstAt.get(`${placeOfSuperior(org, post)} ${post.superior}`) ?? null,
  }));
}

function placeOfSuperior(org: OrgRow, post: PostDefinition): string | null {
  if (post.superiorScope === 'same-org') return org.id;
  return post.superiorScope === 'town' ? org.unitId : 'city';
}

/** The posts of each org together, in the order of the tree. */
export function postsByOrg(orgPosts: readonly OrgPost[]): OrgPost[][] {
  const byOrg = new Map<string, OrgPost[]>();
  for (const each of orgPosts) {
    const posts = byOrg.get(each.org.id);
    if (posts) posts.push(each);
    else byOrg.set(each.org.id, [each]);
  }
  return [...byOrg.values()];
}

/** One business line 条线 of a town bureau and one of the departments it answers to. */
export type LineRow = { bureauId: string; lineId: string; name: string; nameEn: string; departmentId: string };

/** Bureaus to departments, many to many, one row per (line, department). */
export function composeLines(data: BuiltInData): LineRow[] {
  return data.bureaus.flatMap((bureau) =>
    bureau.lines.flatMap((line) =>
      line.departments.map((departmentId) => ({
        bureauId: bureau.id,
        lineId: line.id,
        name: line.name,
        nameEn: line.nameEn,
        departmentId,
      })),
    ),
  );
}
