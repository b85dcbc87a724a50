import type { InformationReport } from '#contracts/information-report.js';

const kinds: Record<InformationReport['kind'], string> = { first: '首报', 'follow-up': '续报', final: '终报' };
const forms: Record<InformationReport['form'], string> = { oral: '口头', written: '书面' };
const ordinals = ['一', '二', '三', '四', '五', '六', '七'];

/**
 * A report in the usual form of a 突发事件信息报告, to be sent by other ways (微信, telephone, fax). It is in Chinese in every language of the
 * page, because it goes to superiors. What an oral report leaves out is left out here too.
 */
export function reportText(report: InformationReport, incidentTitle: string): string {
  const parts: [string, string][] = [
    ['时间、地点', `${chineseMoment(report.occurredAt)}，${report.place}`],
    ['信息来源', report.source],
    ['性质', report.nature],
    ['影响范围和损失', report.scopeAndDamage],
    ['伤亡、失联', `死亡${people(report.dead)}，受伤${people(report.injured)}，失联${people(report.missing)}`],
    ['发展趋势', report.trend],
    ['已采取的措施', report.measuresTaken],
  ];
  const said = parts.filter(([, text]) => text !== '');
  return [
    ...(report.exercise ? ['【演练】'] : []),
    `突发事件信息${kinds[report.kind]}（第 ${report.number} 号，${forms[report.form]}）`,
    `事件：${incidentTitle}`,
    `报：${report.to}`,
    `报出时间：${chineseMoment(report.givenAt)}`,
    ...said.map(([name, text], at) => `${ordinals[at]}、${name}：${withStop(text)}`),
    ...(report.kind === 'final' ? [] : ['后续情况续报。']),
    `填报人：${report.by.name}`,
    ...(report.exercise ? ['【演练，不是真实事件】'] : []),
  ].join('\n');
}

/** 2024年9月15日06时05分, in the place of the reader. */
function chineseMoment(moment: string): string {
  const at = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日${two(at.getHours())}时${two(at.getMinutes())}分`;
}

function people(count: number | null): string {
  return count === null ? '人数不详' : ` ${count} 人`;
}

function withStop(text: string): string {
  return /[。！？.!?]$/.test(text) ? text : `${text}。`;
}
