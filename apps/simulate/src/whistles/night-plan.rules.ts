import type { Matter, WhistleKind } from '#contracts/matter.js';
import { drawFrom } from '#desk-client/draw.rules.js';
import type { Draw } from '#desk-client/draw.rules.js';
import type { AssistManner, LeadManner, Manner, TownManner } from './manner.rules.js';
import { assistManners, deal, leadManners, notInEmergencies, onFinish, onReturn, satisfactions, shuffle } from './manner.rules.js';

/** One whistle of the night as it is meant: who blows it when, who is called, and how everybody behaves. */
export type PlannedWhistle = {
  number: number;
  /** Minutes of the night after its beginning. */
  atMinute: number;
  unitId: string;
  kind: WhistleKind;
  matterId: string;
  title: string;
  needed: string;
  place: string;
  leadOrgId: string;
  lead: LeadManner;
  assists: { orgId: string; manner: AssistManner }[];
  /** Who takes over or joins, should it come to that: nobody who is called already. */
  standbyOrgId: string;
  town: TownManner;
  /** The lead gives in when its return is disputed. */
  yields: boolean;
  /** For whom the city centre rules, should it have to. */
  ruledFor: 'lead' | 'standby';
};

/** What a night is made of. */
export type NightOrder = {
  seed: number;
  whistles: number;
  minutes: number;
  unitIds: readonly string[];
  departmentIds: readonly string[];
  matters: readonly Matter[];
  /** What sets its whistles apart from all others. */
  mark: string;
};

/** A typhoon night: mostly danger to life and limb, and what else a town cannot do alone. */
const kinds: Readonly<Record<WhistleKind, number>> = { emergency: 58, enforcement: 17, everyday: 14, 'key-work': 11 };
const furtherAssistChance = 0.3;

/** Plans the night. The same order gives the same night; every town, department, kind and manner takes part where there are whistles enough. */
export function planNight(order: NightOrder): PlannedWhistle[] {
  const { seed, whistles, minutes, departmentIds } = order;
  const draw = drawFrom('night', seed);
  const ledBy = new Set(departmentIds);
  const matters = order.matters.filter(({ leadDepartment }) => ledBy.has(leadDepartment.orgId));
  const dealtKinds = deal(kinds, whistles, draw);
  const moments = Array.from({ length: whistles }, () => draw.part() * minutes).sort((one, other) => one - other);
  const towns = endless(order.unitIds, draw);
  const departments = endless(departmentIds, draw);
  const leads = { emergency: mannersOf(leadManners, true, draw), other: mannersOf(leadManners, false, draw) };
  const assisting = { emergency: mannersOf(assistManners, true, draw), other: mannersOf(assistManners, false, draw) };
  return moments.map((atMinute, index) => {
    const number = index + 1;
    const kind = dealtKinds[index]!;
    const ofKind = kind === 'emergency' ? 'emergency' : 'other';
    const own = drawFrom('whistle', seed, number);
    const matter = own.oneOf(matters.filter(({ whistleKind }) => whistleKind === kind));
    const leadOrgId = matter.leadDepartment.orgId;
    const named = matter.assistingDepartments.map(({ orgId }) => orgId).filter((orgId) => ledBy.has(orgId) && orgId !== leadOrgId);
    const assistOrgIds = named.slice(0, 2);
    // Whoever leads no matter of the list is called as well, now and then.
    if (own.chance(furtherAssistChance)) assistOrgIds.push(departments(leadOrgId, ...assistOrgIds));
    return {
      number,
      atMinute,
      unitId: towns(),
      kind,
      matterId: matter.id,
      title: `${matter.name} ${order.mark}-${number}`,
      needed: `${matter.name}，本镇力量不够，请到场处置`,
      place: `第 ${own.whole(1, 40)} 网格`,
      leadOrgId,
      lead: leads[ofKind](),
      assists: assistOrgIds.map((orgId) => ({ orgId, manner: assisting[ofKind]() })),
      standbyOrgId: own.oneOf(departmentIds.filter((orgId) => orgId !== leadOrgId && !assistOrgIds.includes(orgId))),
      town: townOf(own),
      yields: own.chance(0.5),
      ruledFor: own.chance(0.6) ? 'lead' : 'standby',
    };
  });
}

function townOf(draw: Draw): TownManner {
  return {
    onReturn: draw.weighted(onReturn),
    onFinish: draw.weighted(onFinish),
    satisfaction: draw.weighted(satisfactions),
    withdraws: draw.chance(0.02),
    tapsTwice: draw.chance(0.05),
    addsAssist: draw.chance(0.05),
  };
}

/** One manner after the other: each of them once first, then by their weights. */
function mannersOf<Name extends Manner>(weights: Readonly<Record<Name, number>>, isEmergency: boolean, draw: Draw): () => Name {
  const allowed = { ...weights };
  for (const name of isEmergency ? notInEmergencies : []) delete allowed[name as Name];
  const first = shuffle(Object.keys(allowed) as Name[], draw);
  return () => first.shift() ?? draw.weighted(allowed);
}

/** All in turn, in an order of the draw's own, for ever; some may be passed over this time. */
function endless(ids: readonly string[], draw: Draw): (...except: string[]) => string {
  let left: string[] = [];
  return (...except) => {
    if (left.every((id) => except.includes(id))) left = [...left, ...shuffle(ids, draw)];
    const [chosen] = left.splice(
      left.findIndex((id) => !except.includes(id)),
      1,
    );
    return chosen!;
  };
}
