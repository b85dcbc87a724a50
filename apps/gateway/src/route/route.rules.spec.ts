import { readFileSync } from 'node:fs';
import { ownPaths, routes, serviceOf } from './route.rules.js';

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

  it('is known for every path of the OpenAPI document, and every route leads somewhere', () => {
    const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, object> };
    const paths = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, 'x'));
    expect(paths.filter((path) => serviceOf(path) === null).sort()).toEqual([...ownPaths].sort());
    const idle = routes.filter(([pattern]) => !paths.some((path) => `${path}/`.startsWith(`${pattern.replace(/:\w+/g, 'x')}/`)));
    expect(idle).toEqual([]);
  });
});
