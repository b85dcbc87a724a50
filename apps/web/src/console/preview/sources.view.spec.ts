import type { TaskSource } from '#contracts/activation.js';
import { foldSources } from './sources.view.js';

const source = (holderOrgId: string, change: Partial<TaskSource> = {}) =>
  ({ taskNo: 'P01-01', planName: '防汛', planNameEn: 'Flood', version: 1, as: 'own', holderOrgId, ...change }) as TaskSource;

it('says the same plan once with all who hold it, and keeps what differs apart', () => {
  const folded = foldSources([
    source('320582'),
    source('leyu'),
    source('leyu', { taskNo: 'O01-02', as: 'covers' }),
    source('daxin', { version: 2 }),
  ]);
  expect(folded.map((one) => [one.taskNo, one.version, one.as, one.holderOrgIds])).toEqual([
    ['P01-01', 1, 'own', ['320582', 'leyu']],
    ['O01-02', 1, 'covers', ['leyu']],
    ['P01-01', 2, 'own', ['daxin']],
  ]);
});
