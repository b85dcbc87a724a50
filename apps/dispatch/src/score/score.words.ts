import type { Rate, ScoreLine } from '#contracts/score.js';
import type { Side } from './call-facts.rules.js';

type Part = ScoreLine['parts'][number]['part'];
type Said = Record<'satisfied' | 'fair' | 'dissatisfied', number>;
type Computed = { rate: Rate; points: number | null; ofPoints: number; said: Said; worth: Said; checkHours: number };
type Words = { zh: string; en: string };

/** What each part counts. `checkHours` stands for the hours in which a town checks. */
export const partMeanings: Record<Side, Record<Part, (checkHours: number) => Words>> = {
  department: {
    arrived: () => ({
      zh: '按时到场（不要求到场的，按时签收）的次数，占时限已到的次数；主办、协办同样计',
      en: 'Calls with an arrival in time (where none is asked for, an acknowledgement), of those that fell due; lead and assisting alike',
    }),
    closed: () => ({
      zh: '主办按时办结、镇核查后关闭的，占时限已到或已关闭的；改派的计在当时负责的部门',
      en: 'Finished in time by the lead and closed by the town, of those due or closed; what was replaced counts for who was responsible then',
    }),
    satisfaction: () => ({
      zh: '关闭时镇的评价，计在当时的主办；满意率只数“满意”',
      en: 'What the town said at the closing, for the lead then; the rate counts "satisfied" alone',
    }),
    'right-use': () => ({
      zh: '没有退回、或退回成立的，占已有结论的；退回后裁定仍由本部门办的扣分',
      en: 'Not returned, or rightly returned, of those settled; a return that the city centre ruled against costs points',
    }),
  },
  town: {
    arrived: (hours) => ({
      zh: `主办办结后 ${hours} 小时内核查关闭的，占办结后核查时限已到或已关闭的`,
      en: `Checked and closed within ${hours} hours of the finish, of those finished and closed or due to be checked`,
    }),
    closed: () => ({
      zh: '在办结时限内关闭的，占时限已到或已关闭的；结果由两边共同负责',
      en: 'Closed by the limit, of those due or closed; both sides answer for the result',
    }),
    satisfaction: () => ({ zh: '没有部门对镇的评价，这一项不计', en: 'Departments are not asked about towns; this part does not count' }),
    'right-use': () => ({
      zh: '该吹而且主办选对的，占已关闭、已撤回或已裁定的；误吹撤回、裁定由另一部门主办的扣分',
      en: 'Rightly blown and for the right lead, of those closed, withdrawn or ruled on; withdrawn ones and leads that the ruling changed cost points',
    }),
  },
};

/** How the points of a part were computed, with its numbers, in one sentence. */
export function partWords(side: Side, part: Part, computed: Computed): Words {
  const meaning = partMeanings[side][part](computed.checkHours);
  const { rate, points, ofPoints, said, worth } = computed;
  if (rate.of === 0) {
    return {
      zh: `${meaning.zh}。现在没有可计的，这 ${ofPoints} 分不计，其余各项按比例折算`,
      en: `${meaning.en}. Nothing counts so far: these ${ofPoints} points fall away and the others are scaled up`,
    };
  }
  if (part === 'satisfaction') {
    return {
      zh: `${meaning.zh}。满意 ${said.satisfied}×${worth.satisfied}＋一般 ${said.fair}×${worth.fair}＋不满意 ${said.dissatisfied}×${worth.dissatisfied}，除以 ${rate.of}，乘 ${ofPoints} 分，得 ${points} 分`,
      en: `${meaning.en}. Satisfied ${said.satisfied} × ${worth.satisfied} + fair ${said.fair} × ${worth.fair} + dissatisfied ${said.dissatisfied} × ${worth.dissatisfied}, divided by ${rate.of}, times ${ofPoints} points: ${points}`,
    };
  }
  return {
    zh: `${meaning.zh}。${rate.count} ÷ ${rate.of} × ${ofPoints} 分，得 ${points} 分`,
    en: `${meaning.en}. ${rate.count} ÷ ${rate.of} × ${ofPoints} points: ${points}`,
  };
}
