import type { ScoreQuery, ScoresAnswer } from '#contracts/score.js';
import type { Figure, Side } from './call-facts.rules.js';

type Words = { zh: string; en: string };

export const sideNames: Record<Side, Words> = { department: { zh: '部门', en: 'Departments' }, town: { zh: '区镇', en: 'Towns' } };
export const groupNames: Record<ScoreQuery['by'], Words> = {
  department: { zh: '部门', en: 'department' },
  town: { zh: '区镇', en: 'town' },
  kind: { zh: '哨型', en: 'kind' },
  month: { zh: '月', en: 'month' },
};
export const figureNames: Record<Figure, Words> = {
  response: { zh: '响应率', en: 'Response' },
  resolution: { zh: '解决率', en: 'Resolution' },
  satisfaction: { zh: '满意率', en: 'Satisfaction' },
  'right-use': { zh: '规范使用', en: 'Right use' },
};

/** What a reader has to know before the figures: what was asked for, when and by which rules it was counted, and what never counts. */
export function explanationLines(query: ScoreQuery, answer: ScoresAnswer): (Words & { name: string })[] {
  const { side, by, from, until } = query;
  return [
    {
      name: '范围 Asked for',
      zh: `${sideNames[side].zh}一侧，按${groupNames[by].zh}，${from} 至 ${until}（按吹哨的月份，北京时间）`,
      en: `${sideNames[side].en}, by ${groupNames[by].en}, ${from} to ${until} (months in which whistles were blown, Beijing time)`,
    },
    { name: '计算时间 Computed at', zh: answer.computedAt, en: answer.computedAt },
    {
      name: '规则版本 Rules',
      zh: `第 ${answer.rulesVersion} 版：所问月份结束时有效的那一版；时限按每个哨吹响时的规则`,
      en: `Version ${answer.rulesVersion}: that in force at the end of the months asked for; limits are those under which each whistle was blown`,
    },
    {
      name: '得分 Score',
      zh: '各项得分相加；没有可计次数的一项不计，其余各项按比例折算到 100 分',
      en: 'The sum of the parts; a part of which nothing counts falls away and the others are scaled up to 100',
    },
    { name: '不计 Never counted', zh: '演练、没有被接受的主动报到', en: 'Exercises, and offers that no town took up' },
    {
      name: '合计 Total',
      zh: '部门自己查看时，明细只有本部门的，合计是全市的',
      en: 'For a department that looks at itself the details are its own and the total is that of the city',
    },
    { name: '个人 People', zh: '不统计个人，不给个人排名', en: 'No figure is about a person, and nobody is ranked' },
  ];
}
