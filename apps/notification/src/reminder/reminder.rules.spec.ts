import type { Leg } from '#contracts/ladder.js';
import { sayReminder } from './reminder.rules.js';

describe('a reminder', () => {
  const task = (taskId: string) => ({ taskId, title: '清理倒树', titleEn: 'Clear fallen trees' });
  it.each<[Leg, number, string, string]>([
    ['acknowledge', 1, '催办，请签收：清理倒树', 'Acknowledge: Clear fallen trees'],
    ['arrive', 1, '催办，请到场：清理倒树', 'Be on the scene: Clear fallen trees'],
    ['feedback', 1, '催办，请反馈：清理倒树', 'Give feedback: Clear fallen trees'],
    ['finish', 3, '催办，请办结：清理倒树 等 3 项', 'Finish: Clear fallen trees and 2 more'],
    ['check-in', 1, '催办，请报平安：清理倒树', 'Say that you are safe: Clear fallen trees'],
  ])('of %s for %i', (leg, count, title, titleEn) => {
    const tasks = Array.from({ length: count }, (_, index) => task(String(index)));
    expect(sayReminder({ incidentTitle: '台风', level: null }, leg, tasks)).toEqual({
      incidentTitle: '台风',
      level: null,
      title,
      titleEn,
      taskIds: tasks.map(({ taskId }) => taskId),
    });
  });
});
