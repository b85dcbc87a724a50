import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { OrgFact } from '../activation/address.rules.js';
import { cityId, orgKindOfPost, realOrgs } from './real-city.js';

const rosterPosts = ['town-shift-chief', 'village-dispatcher'];

/**
 * Writes the real city's orgs into the directory, every post at every org that has it, and one fictional person in each. Posts on the
 * roster have that person by day and by night. Answers the account that operators of the tests use.
 */
export async function arrangeDirectory(owner: DataSource): Promise<{ accountId: string }> {
  const orgs = realOrgs();
  const accountId = uuidv7();
  await owner.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, template_id, unit_kind, command_point_id, sort)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[])`,
      [
        orgs.map((org) => org.id),
        orgs.map((org) => org.kind),
        orgs.map((org) => `名称 ${org.id}`),
        orgs.map(parentOf),
        orgs.map((org) => org.unitId),
        orgs.map(pathOf),
        orgs.map((org) => org.templateId),
        orgs.map((org) => org.unitKind),
        orgs.map((org) =>
          org.kind === 'village' || org.kind === 'department' || org.unitId === null ? org.id : `${org.unitId}:town-centre`,
        ),
        orgs.map((_, index) => index),
      ],
    );
    await tx.query(
      `INSERT INTO directory.post (id, name, name_en, org_kind, on_duty_roster)
       SELECT id, '岗位 ' || id, 'Post ' || id, kind, id = ANY($3) FROM unnest($1::text[], $2::text[]) AS p(id, kind)`,
      [[...orgKindOfPost.keys()], [...orgKindOfPost.values()], rosterPosts],
    );
    await tx.query(`INSERT INTO directory.org_post SELECT o.id, p.id FROM directory.org o JOIN directory.post p ON p.org_kind = o.kind`);
    await tx.query(
      `INSERT INTO directory.person (id, name, phone, org_id)
       SELECT md5(org_id || post_id)::uuid, '某人 ' || org_id || ' ' || post_id, '00000000000', org_id FROM directory.org_post`,
    );
    await tx.query(`INSERT INTO directory.post_holder SELECT org_id, post_id, md5(org_id || post_id)::uuid, 0 FROM directory.org_post`);
    await tx.query(
      `INSERT INTO directory.duty_pattern (org_id, post_id, shift, person_id)
       SELECT h.org_id, h.post_id, s, h.person_id FROM directory.post_holder h, unnest('{day,night}'::text[]) AS s WHERE h.post_id = ANY($1)`,
      [rosterPosts],
    );
    await tx.query(
      `INSERT INTO directory.account (id, person_id, login, password_hash, roles, org_id, demo)
       SELECT $1, person_id, 'operator', '', '{operator}', org_id, true FROM directory.post_holder
       WHERE org_id = 'city-centre' AND post_id = 'city-operator'`,
      [accountId],
    );
  });
  return { accountId };
}

function parentOf(org: OrgFact): string | null {
  if (org.kind === 'city') return null;
  return org.unitId === null || org.kind === 'area-unit' ? cityId : org.unitId;
}

function pathOf(org: OrgFact): string {
  if (org.kind === 'city') return cityId;
  if (org.kind === 'area-unit') return `${cityId}/${org.id}`;
  return org.unitId === null ? `${cityId}/${org.id}` : `${cityId}/${org.unitId}/${org.id.replace(`${org.unitId}:`, '')}`;
}
