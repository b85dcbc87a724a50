import type { Leg } from '#contracts/ladder.js';
import { sayReminder } from './reminder.rules.js';

describe('a reminder', () => {
  const task = (taskId: string) => ({ taskId, title: '清理倒树', titleEn: 'Clear fallen trees' });
  it.each<[Leg, number, string, string]>([
    ['acknowledge', 1, '催办，该签收了：清理倒树', 'Acknowledge: Clear fallen trees'],
    ['arrive', 1, '催办，该到场了：清理倒树', 'Be on the scene: Clear fallen trees'],
    ['feedback', 1, '催办，该反馈了：清理倒树', 'Give feedback: Clear fallen trees'],
    ['finish', 3, '催办，该办结了：清理倒树 等 3 项', 'Finish: Clear fallen trees and 2 more'],
    ['check-in', 1, '催办，该报平安了：清理倒树', 'Say that you are safe: Clear fallen trees'],
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
