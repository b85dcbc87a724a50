import type { MattersAnswer, Matter } from '#contracts/matter.js';
import type { OrgPage } from '#contracts/org.js';
import { byPassword } from '#desk-client/admission.js';
import type { Caller } from '#desk-client/caller.js';
import { Desk } from '#desk-client/desk.js';
import { Person } from '#desk-client/person.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { chooseSome } from '../absence.rules.js';
import type { Account } from '../accounts.js';
import { connectDesks, openDesks } from '../desks.js';
import type { Server } from '../server.js';

const departmentsOfNight = 30;
const townCentre = ':town-centre';

/** Who takes part in a night of whistles, connected. */
export type Cast = {
  administrator: Person;
  /** The operator's page of each town, by its unit. */
  townPages: Map<string, Desk>;
  /** The operator's page of the city's centre. */
  cityPage: Desk;
  /** The desks of departments, of the towns' centres and of the city's, by their command point. */
  desks: Map<string, Desk>;
  departmentIds: string[];
  matters: Matter[];
};

/** Signs everybody in and connects them. Throws a SpokenProblem where the accounts of the demo are not known. */
export async function gatherCast(server: Server, seed: number, signal: AbortSignal): Promise<Cast> {
  const { url, accounts } = server;
  const operator = server.operator.caller;
  const administrator = accounts.find(({ orgId, roles }) => orgId === 'city-centre' && roles.includes('administrator'));
  const towns = accounts.filter(({ orgId, roles }) => orgId.endsWith(townCentre) && roles.includes('operator'));
  if (!administrator || towns.length === 0)
    throw new SpokenProblem({
      zh: '吹哨要各镇坐席和系统管理员的演示账号：用 MUSTER_DATA 指出服务器的数据文件夹',
      en: 'The story of whistles needs the demo accounts of towns and administrator: name the data folder of the server (MUSTER_DATA)',
    });
  const { matters } = await operator.ask<MattersAnswer>('/api/matters');
  const departmentIds = chooseDepartments(await departmentsOf(operator), matters, seed);
  const pageOf = ({ login, password, orgId }: Account): Desk => new Desk(orgId, url, byPassword({ login, password }));
  const townPages = new Map(towns.map((town) => [town.orgId.slice(0, -townCentre.length), pageOf(town)]));
  const cityPage = new Desk('city-centre', url, byPassword(server.operator.credentials));
  const desks = await openDesks(
    operator,
    [...departmentIds, ...[...townPages.keys()].map((unitId) => unitId + townCentre), 'city-centre'],
    url,
  );
  await connectDesks([...desks, ...townPages.values(), cityPage], signal);
  return {
    administrator: new Person(url, administrator),
    townPages,
    cityPage,
    desks: new Map(desks.map((desk) => [desk.orgId, desk])),
    departmentIds,
    matters,
  };
}

async function departmentsOf(operator: Caller): Promise<string[]> {
  const { orgs } = await operator.ask<OrgPage>('/api/orgs?kind=department');
  return orgs.filter(({ kind }) => kind === 'department').map(({ id }) => id);
}

/** Whoever leads a matter takes part; the rest are drawn. */
function chooseDepartments(all: readonly string[], matters: readonly Matter[], seed: number): string[] {
  const leading = new Set(matters.map(({ leadDepartment }) => leadDepartment.orgId));
  const [leads, others] = [all.filter((id) => leading.has(id)), all.filter((id) => !leading.has(id))];
  return [...leads, ...chooseSome('departments', seed, others, departmentsOfNight - leads.length)].slice(0, departmentsOfNight);
}
