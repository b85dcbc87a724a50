import type { ComposedTask } from '#contracts/activation.js';
import { aPlan, aTask, heldBy } from '../testing/a-plan.js';
import { runningTasks } from './merge.rules.js';
import { settleWaits } from './wait.rules.js';

const templates = [
  aTask('P01-01', { doneMinutes: 30 }),
  aTask('P01-02', { doneMinutes: 20, starts: 'onReport', onReport: 'hazard-reported' }),
  aTask('P01-03', { doneMinutes: 15, starts: 'afterTask', dependsOn: ['P01-01'] }),
  aTask('P01-04', { doneMinutes: 60, starts: 'afterTask', dependsOn: ['P01-01'] }),
  aTask('P01-05', { doneMinutes: 60, starts: 'afterTask', dependsOn: ['P01-02'] }),
  aTask('P01-06', { doneMinutes: 60, starts: 'afterTask', dependsOn: ['P01-03'] }),
  aTask('P01-07', { doneMinutes: 60, starts: 'onReport', onReport: 'order-received', dependsOn: ['P01-01'] }),
  aTask('P01-08', { doneMinutes: 0, starts: 'afterTask', dependsOn: ['P01-01'] }),
  aTask('P01-09', { doneMinutes: 60, starts: 'afterTask', dependsOn: ['P01-01', 'P01-02'] }),
  aTask('P01-10', { doneMinutes: 60, starts: 'afterTask', dependsOn: ['P09-99'] }),
];
const document = aPlan('P01', templates);
const known = new Map<string, ComposedTask>(
  runningTasks({ no: 'P01', document, versions: [heldBy('city', document)], matchedCode: '' }, 'III', '11B01', null).map((task) => [
    task.taskNo,
    task,
  ]),
);

describe('settleWaits', () => {
  it.each([
    ['waits for what is held here', '04', ['01'], { starts: 'afterTask', dependsOn: ['P01-01'], doneMinutes: 60 }],
    ['starts at once where nobody holds it, with its minutes added', '04', [], { starts: 'atStart', dependsOn: [], doneMinutes: 90 }],
    [
      'starts on the report that the predecessor waits for',
      '05',
      [],
      { starts: 'onReport', onReport: 'hazard-reported', dependsOn: [], doneMinutes: 80 },
    ],
    ['waits for what the predecessor waits for', '06', ['01'], { starts: 'afterTask', dependsOn: ['P01-01'], doneMinutes: 75 }],
    ['goes back to the start over two predecessors', '06', [], { starts: 'atStart', dependsOn: [], doneMinutes: 105 }],
    ['still waits for its own report', '07', [], { starts: 'onReport', onReport: 'order-received', dependsOn: [], doneMinutes: 60 }],
    ['has no done limit if it had none', '08', [], { starts: 'atStart', doneMinutes: 0 }],
    [
      'keeps the one that is held',
      '09',
      ['01'],
      { starts: 'onReport', onReport: 'hazard-reported', dependsOn: ['P01-01'], doneMinutes: 80 },
    ],
    ['starts at once where the predecessor does not run', '10', [], { starts: 'atStart', dependsOn: [], doneMinutes: 60 }],
  ])('%s', (_, no, held, expected) => {
    expect(settleWaits(known.get(`P01-${no}`)!, known, new Set(held.map((each) => `P01-${each}`)))).toMatchObject(expected);
  });
});
