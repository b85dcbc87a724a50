import { serviceOf } from './route.rules.js';

describe('which service answers', () => {
  it.each([
    ['/api/activations', 'plan'],
    ['/api/activations/0190/end', 'plan'],
    ['/api/activations/0190/progress', 'notification'],
    ['/api/activations/0190/reconciliation', 'plan'],
    ['/api/activations/progress', 'plan'],
    ['/api/activations//progress', 'plan'],
    ['/api/session/device', 'directory'],
    ['/api/orgs/leyu:town-centre', 'directory'],
    ['/api/plan/dead-letters/0190/replay', 'plan'],
    ['/api/notification/dead-letters', 'notification'],
    ['/api/tasks/', 'dispatch'],
    ['/api/tasksome', null],
    ['/api/plan', null],
    ['/api', null],
    ['/api/unheard-of', null],
  ])('%s → %s', (path, service) => {
    expect(serviceOf(path)).toBe(service);
  });
});
