import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { role } from '#contracts/access.js';
import { limit } from '#contracts/limit.js';
import { matterId, whistleKind } from '#contracts/matter.js';
import { orgKind } from '#contracts/org.js';
import { shortfall } from './shortfall.rules.js';

const named = z.object({ id: z.string(), name: z.string(), nameEn: z.string() });
const centre = z.object({ lonLat: z.tuple([z.number(), z.number()]) });

const areaUnits = z.object({
  city: z.object({ code: z.string(), name: z.string(), nameEn: z.string(), centre }),
  dropped: z.array(z.object({ code: z.string() })),
  total: z.number(),
  units: z.array(named.extend({ shortName: z.string(), nbsCodes: z.array(z.string()).min(1), villageCount: z.number(), centre })),
});
const divisions = z.object({
  streets: z.array(z.object({ code: z.string(), villages: z.array(z.object({ code: z.string(), name: z.string() })) })),
});
const departments = z.object({ departments: z.array(named.extend({ shortName: z.string() })) });
const bureaus = z.object({
  bureaus: z.array(
    named.extend({
      shortName: z.string(),
      kind: z.enum(['bureau', 'station']),
      dispatchedBy: z.string().optional(),
      lines: z.array(named.extend({ departments: z.array(z.string()) })),
    }),
  ),
});
const posts = z.object({
  orgKinds: z.record(z.string(), z.object({ name: z.string(), nameEn: z.string() })),
  unitKinds: z.array(named),
  posts: z.array(
    named.extend({
      orgKind,
      perOrg: z.number().int().min(1),
      deputyOf: z.string().nullable(),
      superior: z.string().nullable(),
      superiorScope: z.enum(['same-org', 'town', 'city']).nullable(),
      onDutyRoster: z.boolean(),
      onlyAt: z.array(z.string()).optional(),
      pillar: z.string().optional(),
    }),
  ),
});
const workingGroups = z.object({ groups: z.array(named) });
const demoShortfalls = z.object({ shortfalls: z.array(shortfall) });
const demoAccounts = z.object({
  accounts: z.array(
    z.object({
      login: z.string().regex(/^[a-z]+$/),
      roles: z.array(role).min(1),
      orgId: z.string(),
      postId: z.string(),
      holder: z.number().int().min(0),
      label: z.string(),
      labelEn: z.string(),
    }),
  ),
});
const side = z.object({ tier: z.enum(['city', 'town']), org: z.string() });
const matters = z.object({
  note: z.string(),
  classes: z.array(named),
  matters: z.array(
    named.extend({
      id: matterId,
      number: z.number().int(),
      class: z.string(),
      leadDepartment: z.string(),
      assistingDepartments: z.array(z.string()),
      townBureau: z.string().nullable(),
      whistleKind,
      handlingLimit: limit.nullable(),
      responsibility: z.object({ principal: side, cooperating: z.array(side) }),
      mayBecome: z.string().optional(),
    }),
  ),
});
const productionUnits = z.object({ everywhere: z.array(z.string()), kinds: z.record(z.string(), z.array(z.string())) });

/** One post definition of the built-in data: how many hold it, who stands in, who is next up. */
export type PostDefinition = z.infer<typeof posts>['posts'][number];

/** One matter of the grid list as the file has it. */
export type MatterDefinition = z.infer<typeof matters>['matters'][number];

/** One account of the demo: who signs in with it and what it is for. */
export type DemoAccount = z.infer<typeof demoAccounts>['accounts'][number];

/** The facts that the seed is made from: the model city, its departments, bureaus, posts and working groups. */
export type BuiltInData = {
  areaUnits: z.infer<typeof areaUnits>;
  divisions: z.infer<typeof divisions>;
  departments: z.infer<typeof departments>['departments'];
  bureaus: z.infer<typeof bureaus>['bureaus'];
  posts: z.infer<typeof posts>;
  workingGroups: z.infer<typeof workingGroups>['groups'];
  matters: z.infer<typeof matters>;
  productionUnits: z.infer<typeof productionUnits>;
  demoShortfalls: z.infer<typeof demoShortfalls>['shortfalls'];
  demoAccounts: DemoAccount[];
};

/** Reads `apps/directory/data`, each file against its schema. Throws with the file's path if one is missing or wrong. */
export function readBuiltInData(): BuiltInData {
  const folder = join(projectRoot(), 'apps/directory/data');
  return {
    areaUnits: read(folder, 'area-units.json', areaUnits),
    divisions: read(folder, 'zjg-divisions.json', divisions),
    departments: read(folder, 'departments.json', departments).departments,
    bureaus: read(folder, 'bureaus.json', bureaus).bureaus,
    posts: read(folder, 'posts.json', posts),
    workingGroups: read(folder, 'working-groups.json', workingGroups).groups,
    matters: read(folder, 'matters.json', matters),
    productionUnits: read(folder, 'production-units.json', productionUnits),
    demoShortfalls: read(folder, 'demo-shortfalls.json', demoShortfalls).shortfalls,
    demoAccounts: read(folder, 'demo-accounts.json', demoAccounts).accounts,
  };
}

function read<Schema extends z.ZodType>(folder: string, name: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  if (!parsed.success) throw new Error(`${name} does not fit its schema: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Compiled code lies in `dist`, the data does not: both are found from the folder of package.json. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('package.json was not found above the compiled directory service');
    folder = dirname(folder);
  }
  return folder;
}
