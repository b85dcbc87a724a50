import type { TapCounts } from '#desk-client/tapper.js';
import type { Fact } from '../screen.rules.js';
import { tableLines } from '../screen.rules.js';
import type { Finding } from '../verdict.rules.js';
import type { NightFigures, NightRate } from './night-figures.rules.js';

/** How it stands while the night goes on. */
export type NightStanding = {
  minute: number;
  minutes: number;
  blown: number;
  whistles: number;
  received: number;
  acknowledged: number;
  digests: number;
  closed: number;
  ruled: number;
};

/** What a night came to. */
export type NightOutcome = {
  figures: NightFigures;
  findings: Finding[];
  brokenOff: boolean;
  /** All whistles that were planned were blown. */
  planned: number;
  clean: boolean;
  seed: number;
  compression: number;
  minutes: number;
  lastsMinutes: number;
  towns: number;
  departments: number;
  droppedOff: number;
  repeats: number;
  taps: TapCounts;
  refusals: readonly (readonly [code: string, times: number])[];
};

/** 0: nothing is lost, doubled or nobody's; 1: something is, or a whistle could not be blown; 130: broken off before that was known. */
export function exitCodeOfNight({ figures: { lost, doubled, unowned, blown }, brokenOff, planned }: NightOutcome): number {
  if (lost + doubled + unowned > 0) return 1;
  if (brokenOff) return 130;
  return blown < planned ? 1 : 0;
}

/** How it stands, for one line. */
export function nightFacts({ minute, minutes, blown, whistles, received, acknowledged, digests, closed, ruled }: NightStanding): Fact[] {
  return [
    ['今夜', 'minute', `${Math.floor(minute)}/${Math.ceil(minutes)}`],
    ['吹哨', 'blown', `${blown}/${whistles}`],
    ['送达', 'calls', String(received)],
    ['签收', 'acknowledged', String(acknowledged)],
    ['升级', 'escalated', String(digests)],
    ['裁定', 'ruled', String(ruled)],
    ['办结', 'closed', String(closed)],
  ];
}

/** The table at the end. */
export function nightTable(outcome: NightOutcome): string {
  const { figures, compression, seed, minutes, lastsMinutes, towns, departments, taps } = outcome;
  const ms = (value: number | null): string => (value === null ? '–' : `${value} ms`);
  const rate = ({ count, of, percent }: NightRate): string => (percent === null ? '–' : `${percent} % (${count}/${of})`);
  return tableLines([
    [
      '今夜 the night',
      `${minutes} 分钟内吹哨，共 ${Math.round(lastsMinutes)} 分钟，${compression}× 压缩 compressed · 演练 exercise · seed ${seed}`,
    ],
    ['参加 who', `${towns} 镇 towns, ${departments} 部门 departments，掉线又回来 dropped off ${outcome.droppedOff}`],
    ['吹哨 blown', `${figures.blown}/${outcome.planned}，叫到部门 calls ${figures.calls}`],
    ['办结 closed', `${figures.closed}，其中撤回 withdrawn ${figures.withdrawn}`],
    ['未结 open', String(figures.open)],
    ['退回、改派、裁定', `returned ${figures.returned}, replaced ${figures.replaced}, ruled ${figures.ruled}`],
    ['升级催办 escalated', `${figures.escalatedCalls} 个部门 calls，${figures.deadlinesFellDue} 级 rungs`],
    ['响应率 response', `${rate(figures.responseRate)} 到场及时 arrived in time`],
    ['解决率 resolution', `${rate(figures.resolutionRate)} 按时办结 closed in time`],
    ['满意率 satisfaction', `${rate(figures.satisfactionRate)} 由模拟自己算：演练不计分 computed here: exercises are in no score`],
    ['迟 lateness P50', ms(figures.latenessP50Ms)],
    ['P99', ms(figures.latenessP99Ms)],
    ['最迟 max', ms(figures.latenessMaxMs)],
    ['点击 taps', `${taps.taken} taken, ${taps.refused} refused, ${taps.repeated} sent again, ${taps.unanswered} unanswered`],
    ['其中拒绝 refusals', outcome.refusals.map(([code, times]) => `${code} ×${times}`).join(', ') || '–'],
    ['重复送来已剔除 repeats dropped', String(outcome.repeats)],
    ['对账 reconciliation', outcome.clean ? 'clean' : 'not clean'],
    ['丢失 lost', String(figures.lost)],
    ['重复 doubled', String(figures.doubled)],
    ['无主 unowned', String(figures.unowned)],
  ]);
}
