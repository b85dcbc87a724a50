import { whistleRules } from '#contracts/whistle-rules.js';
import { readDispatchData } from '../dispatch.data.js';
import type { CallFacts } from '../score/call-facts.rules.js';
import { scoreLine } from '../score/score.rules.js';
import type { ScoreTable } from '../score/score.workbook.js';

const { rules } = readDispatchData('whistle-rules.json') as { rules: unknown };
const hour = (hours: number): Date => new Date(Date.UTC(2026, 10, 2, hours));

/** So many calls of a month, all different, as they are read for a workbook. */
export function scoreTable(calls: number): ScoreTable {
  const parsed = whistleRules.parse(rules);
  const none = { response: 0, resolution: 0, satisfaction: 0, 'right-use': 0 };
  const counts = { key: 'water', whistles: calls, hits: none, of: none, said: { satisfied: 0, fair: 0, dissatisfied: 0 } };
  const line = scoreLine('department', { zh: '水务局', en: 'Water' }, counts, parsed.scores);
  return {
    query: { by: 'department', side: 'department', from: '2026-11', until: '2026-11' },
    answer: { computedAt: hour(700).toISOString(), rulesVersion: 1, lines: [line], total: line },
    calls: Array.from({ length: calls }, (_, nth) => ({ facts: callOf(nth), isFirst: true })),
    now: hour(700),
    rules: parsed,
  };
}

function callOf(nth: number): CallFacts {
  const at = (hours: number): Date => new Date(hour(hours).getTime() + nth * 60_000);
  return {
    whistleId: `whistle ${nth}`,
    taskId: `task ${nth}`,
    number: `2026-11-${nth}`,
    title: `第 ${nth} 处路面积水，车辆无法通行`,
    kind: 'enforcement',
    state: 'closed',
    unitId: 'leyu',
    unitName: '乐余镇',
    orgId: 'water',
    orgName: '水务局',
    role: 'lead',
    responsible: true,
    blownAt: at(0),
    acknowledgeDueAt: at(1),
    acknowledgedAt: at(0.5),
    arriveDueAt: at(4),
    arrivedAt: at(nth % 6),
    endedAt: at(30),
    replacedAt: null,
    ledUntil: null,
    returnedAt: null,
    finishedAt: at(30),
    closeDueAt: at(72),
    closedAt: at(50),
    satisfaction: nth % 3 === 0 ? 'fair' : 'satisfied',
    ruledAt: null,
    ruledFor: null,
    firstLead: 'water',
  };
}
