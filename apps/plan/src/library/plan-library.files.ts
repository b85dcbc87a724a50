import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { PlanDocument, ReportTrigger, WorkingGroup } from '#contracts/plan-library.js';
import { planDocument, reportTrigger, workingGroup } from '#contracts/plan-library.js';

/** The plan library as files: one per plan, the report triggers, the working groups. */
export type PlanLibrary = { plans: PlanDocument[]; triggers: ReportTrigger[]; groups: WorkingGroup[] };

/** The folder of the library: the same files serve the sources and the build. */
export function libraryFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'apps/plan/library/triggers.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the plan library (apps/plan/library) is missing');
    folder = parent;
  }
  return join(folder, 'apps/plan/library');
}

/** Names of the plan files, in the order overall, common, individual, site. */
export function planFiles(): string[] {
  return readdirSync(libraryFolder())
    .filter((name) => /^[OPXY]\d{2}\.json$/.test(name))
    .sort();
}

let library: PlanLibrary | undefined;

/** Reads and parses the library once per process; a file that does not fit the contract is an error that names it. */
export function readLibrary(): PlanLibrary {
  library ??= {
    plans: planFiles().map((name) => read(name, planDocument)),
    triggers: read('triggers.json', z.array(reportTrigger)),
    groups: read('groups.json', z.array(workingGroup)),
  };
  return library;
}

function read<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(JSON.parse(readFileSync(join(libraryFolder(), name), 'utf8')));
  if (!parsed.success) throw new Error(`${name} does not fit the plan library: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
