import { uuidv7 } from 'uuidv7';
import type { Permission, Role } from '#contracts/access.js';
import { permissions, roles } from '#contracts/access.js';
import type { GridReport, GridReportPage } from '#contracts/grid-report.js';
import type { AssignmentDetail } from '#contracts/assignment.js';
import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { Leave } from '#contracts/leave.js';
import type { StationedReview, StationedReviewsAnswer } from '#contracts/stationed-review.js';
import type { Task } from '#contracts/task.js';
import { holderId } from '#directory/seed/people.rules.js';
import { signAccessToken } from '#service-kit/access-token.js';
import type { ApiClient } from '#testing/api-client.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { openDraft, orderTo, reconciled, startResponse } from './click.js';
import { routesOf } from './routes.js';
import type { Route } from './routes.js';

const village = '320582104216';
/** A week from now. */
const week = ({ clock }: City) => ({
  from: clock.now().toISOString(),
  until: new Date(clock.now().getTime() + 7 * 86_400_000).toISOString(),
});
const telephoned = { channel: 'phone', speaker: '王某', words: '收到' };

/** Who may call what: every route, every role, every scope. */
export function describeAccess(name: string, open: OpenPlatform): void {
  describe(`${name}: who may call what`, () => {
    let city: City;
    let routes: Route[];

    beforeAll(async () => {
      city = await openCity({ open });
      routes = routesOf(city.apps);
    });
    afterAll(async () => {
      await city.close();
      expect(city.errors).toEqual([]);
    });

    const pathOf = (route: Route): string => route.path.replace(/:(\w+)/g, (_, name: string) => (/org/i.test(name) ? 'leyu' : uuidv7()));
    const tokenOf = (role: Role): Promise<string> =>
      signAccessToken(
        city.privateKey,
        {
          sub: uuidv7(),
          kind: role === 'command-point' ? 'command-point' : 'person',
          sid: uuidv7(),
          roles: [role],
          orgId: 'city-centre',
          orgPath: '320582',
          unitId: null,
        },
        city.clock.now(),
      );
    const guarded = (): (Route & { access: Permission })[] =>
      routes.filter((route): route is Route & { access: Permission } => route.access !== undefined && route.access !== 'public');

    it('is stated by every route', () => {
      expect(routes.length).toBeGreaterThan(35);
      expect(routes.filter((route) => route.access === undefined).map((route) => route.handler)).toEqual([]);
    });

    it('opens to everybody only the door, the health, the metrics and what the door shows', () => {
      const open = routes.filter((route) => route.access === 'public').map((route) => `${route.method} ${route.path}`);
      expect(open.sort()).toEqual([
        'GET /api/demo',
        'GET /api/openapi.json',
        'GET /health/live',
        'GET /health/ready',
        'GET /metrics',
        'POST /api/session',
        'POST /api/session/device',
        'POST /api/session/renew',
      ]);
    });

    it('refuses every guarded route without a session', async () => {
      for (const route of guarded()) {
        const answered = await city.api().send(route.method, pathOf(route), route.method === 'GET' ? undefined : {});
        expect([route.handler, answered.status, answered.body.code]).toEqual([route.handler, 401, 'not-signed-in']);
        expect(answered.contentType).toContain('application/problem+json');
      }
    });

    it.each(roles)('gives %s exactly the routes of its permissions', async (role) => {
      const caller = city.api().as(await tokenOf(role));
      for (const route of guarded()) {
        const answered = await caller.send(route.method, pathOf(route), route.method === 'GET' ? undefined : {});
        const allowed = (permissions[route.access] as readonly Role[]).includes(role);
        expect([route.handler, answered.status === 403, answered.status >= 500]).toEqual([route.handler, !allowed, false]);
      }
    });
  });

  describe("another town's rows", () => {
    let city: City;
    let owner: ApiClient;
    let stranger: ApiClient;
    let incident: Incident;
    let activation: Activation;
    let task: Task;
    let assignment: AssignmentDetail;
    let review: StationedReview;
    let gridReport: GridReport;
    let leave: Leave;

    beforeAll(async () => {
      city = await openCity({ open });
      owner = await city.signIn('leyu');
      stranger = await city.signIn('jingang');
      incident = await openDraft(owner);
      activation = await startResponse(owner, incident);
      await reconciled(owner, activation.id);
      const { tasks } = await owner.get<{ tasks: Task[] }>(`/api/tasks?activationId=${activation.id}`);
      task = tasks[0]!;
      assignment = await owner.post<AssignmentDetail>('/api/assignments', orderTo('leyu', 'leyu'));
      const sheets = `/api/stationed-reviews?year=${city.clock.now().getUTCFullYear()}`;
      review = (await owner.get<StationedReviewsAnswer>(sheets)).reviews[0]!;
      const seen = { matterId: 'waterlogging', orgId: village, words: '路口积水', place: { description: '三组路口' } };
      gridReport = await owner.post<GridReport>('/api/grid-reports', { requestId: uuidv7(), exercise: true, ...seen });
      leave = await owner.post<Leave>('/api/leaves', {
        requestId: uuidv7(),
        personId: holderId(village, 'village-secretary', 0),
        ...week(city),
      });
    });
    afterAll(async () => {
      await city.close();
      expect(city.errors).toEqual([]);
    });

    it('answers for a foreign id exactly as for a missing one', async () => {
      const questions: [method: string, path: (id: string) => string, id: string, body?: object][] = [
        ['GET', (id) => `/api/incidents/${id}`, incident.id],
        ['GET', (id) => `/api/incidents/${id}/timeline`, incident.id],
        ['GET', (id) => `/api/activations/${id}`, activation.id],
        ['GET', (id) => `/api/activations/${id}/timeline`, activation.id],
        ['GET', (id) => `/api/activations/${id}/call-list`, activation.id],
        ['GET', (id) => `/api/activations/${id}/progress`, activation.id],
        ['GET', (id) => `/api/activations/${id}/reconciliation`, activation.id],
        ['POST', (id) => `/api/activations/${id}/end`, activation.id, { requestId: uuidv7(), reason: '解除' }],
        [
          'POST',
          (id) => `/api/activations/${id}/reports`,
          activation.id,
          { requestId: uuidv7(), trigger: 'hazard-reported', unitIds: ['jingang'] },
        ],
        ['GET', (id) => `/api/tasks/${id}`, task.id],
        ['GET', (id) => `/api/tasks/${id}/timeline`, task.id],
        ['GET', (id) => `/api/deliveries/${id}`, task.id],
        ['GET', (id) => `/api/tasks/${id}/evidence`, task.id],
        ['GET', (id) => `/api/grid-reports/${id}`, gridReport.id],
        ['POST', (id) => `/api/grid-reports/${id}/handle`, gridReport.id, { requestId: uuidv7(), words: '我们办' }],
        ['POST', (id) => `/api/leaves/${id}/withdraw`, leave.id, { requestId: uuidv7() }],
        ['GET', (id) => `/api/stationed-reviews/${id}`, review.id],
        ['GET', (id) => `/api/stationed-reviews/${id}/rows?fact=tasks`, review.id],
        [
          'PUT',
          (id) => `/api/stationed-reviews/${id}`,
          review.id,
          { requestId: uuidv7(), items: [{ item: 'conduct', points: 20 }], grade: 'excellent', words: '好' },
        ],
        ['POST', (id) => `/api/stationed-reviews/${id}/sign`, review.id, { requestId: uuidv7() }],
        ['POST', (id) => `/api/tasks/${id}/acknowledge`, task.id, { requestId: uuidv7() }],
        ['POST', (id) => `/api/tasks/${id}/acknowledge`, task.id, { requestId: uuidv7(), onBehalf: telephoned }],
        ['POST', (id) => `/api/tasks/${id}/arrive`, task.id, { requestId: uuidv7() }],
        ['POST', (id) => `/api/tasks/${id}/finish`, task.id, { requestId: uuidv7(), onBehalf: telephoned }],
        ['POST', (id) => `/api/tasks/${id}/decline`, task.id, { requestId: uuidv7(), reason: '不办' }],
        ['POST', (id) => `/api/tasks/${id}/take-back`, task.id, { requestId: uuidv7() }],
        ['POST', (id) => `/api/tasks/${id}/notes`, task.id, { requestId: uuidv7(), words: '到了' }],
        ['POST', (id) => `/api/tasks/${id}/check-in`, task.id, { requestId: uuidv7() }],
        [
          'POST',
          (id) => `/api/tasks/${id}/hand-over`,
          task.id,
          { requestId: uuidv7(), orgId: 'jingang:town-centre', postId: 'town-shift-chief', reason: '我们来' },
        ],
        ['GET', (id) => `/api/assignments/${id}`, assignment.id],
        ['POST', (id) => `/api/assignments/${id}/withdraw`, assignment.id, { requestId: uuidv7(), reason: '不办了' }],
        ['GET', (id) => `/api/tasks/${id}`, assignment.tasks[0]!.id],
        ['POST', (id) => `/api/tasks/${id}/acknowledge`, assignment.tasks[0]!.id, { requestId: uuidv7() }],
      ];
      for (const [method, path, id, body] of questions) {
        const again = (): object | undefined => (body ? { ...body, requestId: uuidv7() } : undefined);
        const foreign = await stranger.send(method, path(id), again());
        const missing = await stranger.send(method, path(uuidv7()), again());
        const comparable = ({ status, body: problem }: { status: number; body: Record<string, unknown> }) => ({
          status,
          ...problem,
          correlationId: null,
        });
        expect({ question: path(':id'), ...comparable(foreign) }).toEqual({ question: path(':id'), ...comparable(missing) });
        expect([path(':id'), foreign.status]).toEqual([path(':id'), 404]);
      }
    });

    it('is in no list', async () => {
      expect((await stranger.get<{ incidents: Incident[] }>('/api/incidents')).incidents).toEqual([]);
      expect((await stranger.get<{ activations: Activation[] }>('/api/activations')).activations).toEqual([]);
      expect((await stranger.get<{ tasks: Task[] }>(`/api/tasks?activationId=${activation.id}`)).tasks).toEqual([]);
      expect((await stranger.get<{ assignments: unknown[] }>('/api/assignments')).assignments).toEqual([]);
      expect((await stranger.get<{ tasks: Task[] }>(`/api/tasks?activationId=${assignment.id}`)).tasks).toEqual([]);
      expect(await stranger.get<unknown[]>(`/api/not-reached?activationId=${activation.id}`)).toEqual([]);
      expect((await stranger.get<GridReportPage>('/api/grid-reports')).reports).toEqual([]);
      expect((await stranger.get<{ leaves: Leave[] }>('/api/leaves?orgId=jingang')).leaves).toEqual([]);
      expect((await stranger.send('GET', '/api/leaves?orgId=leyu')).status).toBe(404);
    });

    it('cannot be named in a command', async () => {
      const body = { requestId: uuidv7(), exercise: true, unitIds: ['leyu'] };
      const answered = await stranger.send('POST', '/api/incidents', {
        ...incident,
        ...body,
        id: undefined,
        state: undefined,
        openedAt: undefined,
        categoryName: undefined,
      });
      expect([answered.status, answered.body.code]).toEqual([400, 'unknown-org']);
    });
  });
}
