import type { Leg } from '#contracts/ladder.js';
import type { Said } from '../mailbox/mailbox-row.js';

const words: Record<Leg, { zh: string; en: string }> = {
  acknowledge: { zh: '该签收了', en: 'Acknowledge' },
  arrive: { zh: '该到场了', en: 'Be on the scene' },
  feedback: { zh: '该反馈了', en: 'Give feedback' },
  finish: { zh: '该办结了', en: 'Finish' },
  'check-in': { zh: '该报平安了', en: 'Say that you are safe' },
};

/** The words of a reminder: what is asked for, of which task, and how many more. */
export function sayReminder(
  response: Pick<Said, 'incidentTitle' | 'level'>,
  leg: Leg,
  tasks: readonly { taskId: string; title: string; titleEn: string }[],
): Said {
  const [first] = tasks as [(typeof tasks)[number]];
  const more = tasks.length - 1;
  return {
    incidentTitle: response.incidentTitle,
    level: response.level,
    title: `催办，${words[leg].zh}：${first.title}${more > 0 ? ` 等 ${tasks.length} 项` : ''}`,
    titleEn: `${words[leg].en}: ${first.titleEn}${more > 0 ? ` and ${more} more` : ''}`,
    taskIds: tasks.map(({ taskId }) => taskId),
  };
}
