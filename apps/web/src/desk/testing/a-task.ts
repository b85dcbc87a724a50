import type { Task } from '#contracts/task.js';

/** A task for tests: issued and started, with what is given laid over. */
export function aTask(given: Partial<Task> = {}): Task {
  return {
    id: 't1',
    activationId: 'a1',
    incidentTitle: '台风“贝碧嘉”防御',
    unitId: 'leyu',
    taskNo: 'P01-01',
    title: '圩堤巡查',
    titleEn: 'Dyke patrol',
    what: '',
    whatEn: '',
    level: 'IV',
    orgId: '320582104201',
    orgName: '村',
    postId: 'village-flood-officer',
    postName: '村防汛责任人',
    postNameEn: 'Village flood officer',
    personName: null,
    unfilled: false,
    exercise: false,
    state: 'issued',
    starts: 'atStart',
    evidenceKinds: [],
    issuedAt: '2024-09-14T04:00:00Z',
    startedAt: '2024-09-14T04:00:00Z',
    acknowledgeDueAt: '2024-09-14T04:10:00Z',
    doneDueAt: '2024-09-14T05:00:00Z',
    acknowledgedAt: null,
    arrivedAt: null,
    doneAt: null,
    closedAt: null,
    escalatedAt: null,
    note: '',
    ...given,
  };
}
