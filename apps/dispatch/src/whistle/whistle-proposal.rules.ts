import { z } from 'zod';
import { matterId } from '#contracts/matter.js';
import type { proposalReason } from '#contracts/whistle.js';
import type { CallingMatter } from './whistle-call.rules.js';

/** The beginning of a category code. */
const categoryPrefix = z.string().regex(/^1[0-9A-Z]{1,4}$/);

/** Why a department is called. */
export type ProposalReason = z.infer<typeof proposalReason>;

/** A department that the responsibility list names for a matter. */
export type Proposed = { orgId: string; role: 'lead' | 'assist'; reason: ProposalReason };

/** A station of the town and the department whose people keep it. */
export type Stationing = { stationName: string; departmentId: string };

type Words = { zh: string; en: string };
const texts: Record<Exclude<ProposalReason['code'], 'keeps-station-here'>, Words> = {
  'leads-matter': { zh: '牵头部门', en: 'leads it' },
  'assists-matter': { zh: '协办部门', en: 'assists' },
  'principal-side': { zh: '主体责任方', en: 'has the principal responsibility' },
  'cooperating-side': { zh: '配合责任方', en: 'has to cooperate' },
  'chosen-by-town': { zh: '清单未列，由镇选定', en: 'is not on the list; chosen by the town' },
  'offered-itself': { zh: '部门主动发现、主动报到', en: 'found it and offered itself' },
  ruled: { zh: '市中心裁定', en: 'named by the ruling of the city centre' },
};

/**
 * Whom the responsibility list names for a matter, lead first, each once with the line that says so. `stationings`: who keeps the town's
 * station for this matter.
 */
export function proposeDepartments(matter: CallingMatter, stationings: readonly Stationing[]): Proposed[] {
  const cityOnly = (sides: CallingMatter['cooperating']): string[] => sides.filter(({ tier }) => tier === 'city').map(({ org }) => org);
  const proposed: Proposed[] = [
    { orgId: matter.leadOrgId, role: 'lead', reason: reasonOf('leads-matter', matter) },
    ...cityOnly([matter.principal]).map((orgId) => assisting(orgId, reasonOf('principal-side', matter))),
    ...matter.assistOrgIds.map((orgId) => assisting(orgId, reasonOf('assists-matter', matter))),
    ...cityOnly(matter.cooperating).map((orgId) => assisting(orgId, reasonOf('cooperating-side', matter))),
    ...stationings.map(({ departmentId, stationName }) => assisting(departmentId, stationReason(stationName, matter))),
  ];
  return proposed.filter((one, index) => proposed.findIndex((other) => other.orgId === one.orgId) === index);
}

/** Which matters an incident of a category is about, by prefix of its code. */
export const categoryMatters = z.object({ categories: z.array(z.object({ prefix: categoryPrefix, matters: z.array(matterId).min(1) })) });
export type CategoryMatters = z.infer<typeof categoryMatters>['categories'];

/** The matter of an incident's category: that of the longest prefix. Null where there is none, or where there are several: rather none than a wrong one. */
export function matterOfCategory(list: CategoryMatters, category: string): string | null {
  const [longest] = list.filter(({ prefix }) => category.startsWith(prefix)).sort((one, other) => other.prefix.length - one.prefix.length);
  return longest?.matters.length === 1 ? longest.matters[0]! : null;
}

/** Why a department is called: what the list says of it, or who chose it. */
export function reasonFor(
  matter: CallingMatter,
  stationings: readonly Stationing[],
  orgId: string,
  otherwise: 'chosen-by-town' | 'offered-itself' | 'ruled' = 'chosen-by-town',
): ProposalReason {
  if (otherwise !== 'chosen-by-town') return reasonOf(otherwise, matter);
  return proposeDepartments(matter, stationings).find((one) => one.orgId === orgId)?.reason ?? reasonOf(otherwise, matter);
}

function assisting(orgId: string, reason: ProposalReason): Proposed {
  return { orgId, role: 'assist', reason };
}

function reasonOf(code: keyof typeof texts, matter: CallingMatter): ProposalReason {
  return { code, text: `${quoted(matter).zh}：${texts[code].zh}`, textEn: `${quoted(matter).en}: ${texts[code].en}` };
}

function stationReason(stationName: string, matter: CallingMatter): ProposalReason {
  return {
    code: 'keeps-station-here',
    text: `${quoted(matter).zh}：向本镇派驻${stationName}`,
    textEn: `${quoted(matter).en}: keeps the town's station for it`,
  };
}

function quoted(matter: CallingMatter): Words {
  return { zh: `清单第 ${matter.number} 项“${matter.name}”`, en: `Item ${matter.number} of the list, “${matter.nameEn}”` };
}
