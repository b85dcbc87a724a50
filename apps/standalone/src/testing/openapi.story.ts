import type { OpenAPIObject } from '@nestjs/swagger';
import { uuidv7 } from 'uuidv7';
import type { AssignmentDetail } from '#contracts/assignment.js';
import type { GridReport } from '#contracts/grid-report.js';
import type { MattersAnswer } from '#contracts/matter.js';
import type { StationedReviewsAnswer } from '#contracts/stationed-review.js';
import type { Task } from '#contracts/task.js';
import type { WarningExamplesAnswer, WarningTaken } from '#contracts/warning.js';
import { warningTaken } from '#contracts/warning.js';
import type { Whistle } from '#contracts/whistle.js';
import { ApiClient } from '#testing/api-client.js';
import { sampleOf, seededRandom, spoil } from '#testing/schema-fuzz.js';
import type { InputSchema } from '#testing/schema-fuzz.js';
import { answers } from '../openapi.answers.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { openDraft, orderTo, reconciled, startResponse } from './click.js';
import { routesOf } from './routes.js';

type Parameter = { name: string; in: 'path' | 'query'; schema: InputSchema };
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: InputSchema }> } };

/** Bad inputs per operation and caller. */
const tries = 25;

/** The OpenAPI document: it names every route, tells the truth about answers, and no input brings a 5xx. */
export function describeOpenApi(name: string, open: OpenPlatform): void {
  describe(`${name}: the OpenAPI document`, () => {
    let city: City;
    let document: OpenAPIObject;
    let operator: ApiClient;
    let administrator: ApiClient;
    let town: ApiClient;

    beforeAll(async () => {
      city = await openCity({ open });
      document = await city.api().get<OpenAPIObject>('/api/openapi.json');
      operator = await city.signIn('zhiban');
      administrator = await city.signIn('guanli');
      town = await city.signIn('leyu');
    });
    afterAll(async () => {
      await city.close();
      expect(city.errors).toEqual([]);
    });

    const operations = (): [method: string, path: string, operation: Operation][] =>
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, operation]) => [method.toUpperCase(), path, operation as Operation] as [string, string, Operation],
        ),
      );

    it('is 3.1 and names every route', () => {
      expect(document.openapi).toBe('3.1.0');
      const served = routesOf(city.apps).map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
      expect(
        operations()
          .map(([method, path]) => `${method} ${path}`)
          .sort(),
      ).toEqual(served.sort());
    });

    it('tells the truth about what is answered', async () => {
      const incident = await openDraft(operator);
      const activation = await startResponse(operator, incident);
      await reconciled(operator, activation.id);
      const { tasks } = await operator.get<{ tasks: Task[] }>(`/api/tasks?activationId=${activation.id}`);
      const given = await operator.post<AssignmentDetail>('/api/assignments', orderTo('leyu', 'leyu'));
      const { examples } = await operator.get<WarningExamplesAnswer>('/api/warning-examples');
      const taken = await operator.send<WarningTaken>('POST', '/api/warnings', examples[0]!.document, 'application/cap+xml');
      expect(warningTaken.safeParse(taken.body).error).toBeUndefined();
      const year = city.clock.now().getUTCFullYear();
      const months = `?by=department&from=${year}-01&until=${year}-12`;
      const { reviews } = await town.get<StationedReviewsAnswer>(`/api/stationed-reviews?year=${year}`);
      const blown = await town.post<Whistle>('/api/whistles', {
        requestId: uuidv7(),
        exercise: true,
        unitId: 'leyu',
        kind: 'everyday',
        matterId: (await town.get<MattersAnswer>('/api/matters')).matters[0]!.id,
        title: '占道经营',
        needed: '现场劝离',
        place: { description: '人民路' },
        leadOrgId: 'emergency-bureau',
      });
      const place = { description: '人民路' };
      const seen = { matterId: blown.matterId, orgId: 'leyu', words: '占道经营', place };
      const gridReport = await town.post<GridReport>('/api/grid-reports', { requestId: uuidv7(), exercise: true, ...seen });
      const ids: Record<string, string> = {
        '/api/grid-reports': gridReport.id,
        '/api/warnings': taken.body.warning.id,
        '/api/incidents': incident.id,
        '/api/activations': activation.id,
        '/api/orgs': 'leyu',
        '/api/plans': 'P01',
        '/api/stationed-reviews': reviews[0]!.id,
      };
      const query: Record<string, string> = {
        '/api/duty': '?orgId=leyu:town-centre',
        '/api/leaves': '?orgId=leyu',
        '/api/not-reached': `?activationId=${activation.id}`,
        '/api/plan-proposals': '?category=11B01&colour=blue',
        '/api/scores': months,
        '/api/scores/rows': months,
        '/api/whistle-proposals': '?unitId=leyu',
        '/api/stationed-reviews': `?year=${year}`,
        '/api/stationed-reviews/{id}/rows': '?fact=tasks',
      };
      let checked = 0;
      for (const [method, path] of operations()) {
        const answer = answers[`${method} ${path}`];
        if (method !== 'GET' || !answer) continue;
        const id = ids[Object.keys(ids).find((prefix) => path.startsWith(prefix)) ?? ''];
        const url =
          path
            .replace('{taskId}', tasks[0]!.id)
            .replace('{assignmentId}', given.id)
            .replace('{whistleId}', blown.id)
            .replace(/\{(id|no)\}/, id ?? '') + (query[path] ?? '');
        const caller = /accounts|devices|command-points/.test(path) ? administrator : /stationed-reviews/.test(path) ? town : operator;
        const parsed = answer.safeParse(await caller.get(url));
        expect({ path, problems: parsed.error?.issues.slice(0, 3) }).toEqual({ path, problems: undefined });
        checked += 1;
      }
      expect(checked).toBeGreaterThan(20);
    });

    it('lets nothing through that makes the platform fail: no 5xx, and every refusal is a problem with its fields', async () => {
      const seed = Math.floor(Math.random() * 1e9);
      const random = seededRandom(seed);
      for (const [method, path, { parameters = [], requestBody }] of operations()) {
        // Ending sessions and switching the demo on would end this test, not the platform.
        if (/demo\/city|end-sessions/.test(path) || (method === 'DELETE' && path === '/api/session')) continue;
        for (let round = 0; round < tries; round += 1) {
          const spoilt = (schema: InputSchema): unknown =>
            random() < 0.7 ? spoil(sampleOf(schema, random), random) : sampleOf(schema, random);
          const text = (parameter: Parameter): string =>
            encodeURIComponent(Buffer.from(String(spoilt(parameter.schema)).slice(0, 300)).toString()) || '-';
          let url = path.replace(/\{(\w+)\}/g, (_, name: string) => text(parameters.find((each) => each.name === name)!));
          const asked = parameters.filter((each) => each.in === 'query' && random() < 0.7);
          if (asked.length > 0) url += `?${asked.map((each) => `${each.name}=${text(each)}`).join('&')}`;
          const schema = requestBody?.content['application/json']?.schema;
          const body = method === 'GET' ? undefined : JSON.stringify(schema ? spoilt(schema) : {});
          const caller = round % 5 === 0 ? administrator : operator;
          const answered = await caller.send<{ code?: string; fields?: unknown[] }>(
            method,
            url,
            body === undefined && method !== 'GET' ? 'null' : body,
          );
          const what = { seed, method, url: url.slice(0, 200), body: body?.slice(0, 300) };
          expect({ ...what, failed: answered.status >= 500 }).toEqual({ ...what, failed: false });
          if (answered.status >= 400)
            expect({ ...what, type: answered.contentType }).toEqual({ ...what, type: 'application/problem+json; charset=utf-8' });
          if (answered.body.code === 'invalid-input' && answered.body.fields) expect(answered.body.fields.length).toBeGreaterThan(0);
        }
      }
    });

    it('refuses broken bodies: not JSON, 10 MB, another media type', async () => {
      const send = (body: string, type?: string) => operator.send('POST', '/api/incidents', body, type);
      expect((await send('{"title": ')).body).toMatchObject({ status: 400, code: 'invalid-input' });
      expect((await send(JSON.stringify({ title: 'x'.repeat(10_000_000) }))).body).toMatchObject({ status: 413, code: 'too-large' });
      expect((await send('title=x', 'application/x-www-form-urlencoded')).body).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
      });
      expect((await send('{"__proto__": {"x": 1}}')).body).toMatchObject({ status: 400 });
    });

    it('names field and reason in the language that was asked for', async () => {
      const { body: chinese } = await operator.send<{ title: string; fields: { field: string; reason: string }[] }>(
        'POST',
        '/api/incidents',
        { requestId: 'x' },
      );
      expect(chinese.title).toBe('输入有误');
      expect(chinese.fields.map((each) => each.field)).toEqual(expect.arrayContaining(['requestId', 'exercise', 'category', 'unitIds']));
      const english = new ApiClient(city.url, undefined, 'en');
      expect((await english.send('POST', '/api/session', {})).body).toMatchObject({ title: 'The input is not valid' });
    });
  });
}
