import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openUpstream } from './testing/upstream.js';
import type { Upstream } from './testing/upstream.js';

describe('the process of the gateway', () => {
  const webFolder = mkdtempSync(join(tmpdir(), 'muster-pages-'));
  let process_: ChildProcess;
  let dispatch: Upstream;
  let url: string;
  let output = '';

  const start = (environment: Record<string, string>): ChildProcess => {
    const args = ['--import', './libs/testing/loader/register.mjs', '--no-warnings', 'apps/gateway/src/main.ts'];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text: Buffer) => (output += text.toString()));
    return child;
  };

  beforeAll(async () => {
    mkdirSync(join(webFolder, 'assets'));
    writeFileSync(join(webFolder, 'index.html'), '<title>集结</title>');
    writeFileSync(join(webFolder, 'assets', 'a-1f.js'), 'export {}');
    dispatch = await openUpstream((_asked, response) => void setTimeout(() => response.end('late'), 300));
    process_ = start({ DISPATCH_URLS: dispatch.url, WEB_FOLDER: webFolder });
    while (!/ready at/.test(output)) await new Promise((resolve) => setTimeout(resolve, 50));
    url = /ready at (http:[^"]+)/.exec(output)![1]!;
  });
  afterAll(async () => {
    process_.kill('SIGKILL');
    await dispatch.kill();
    rmSync(webFolder, { recursive: true });
  });

  it('serves the pages with their headers; a page path leads to the one page, a missing file to a problem', async () => {
    for (const path of ['/', '/console/live?x=1']) {
      const page = await fetch(url + path);
      expect([page.status, await page.text(), page.headers.get('cache-control')]).toEqual([200, '<title>集结</title>', 'no-cache']);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    const asset = await fetch(`${url}/assets/a-1f.js`);
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    const missing = await fetch(`${url}/assets/b.js`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });

  it('serves the one OpenAPI document of all services', async () => {
    const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/activations/{id}/progress');
  });

  it('shows its metrics to this machine, and not through a proxy', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('muster_instances_answering{service="dispatch"} 1');
    expect(text).toContain('muster_instances_answering{service="plan"} 0');
    expect(text).toContain('muster_desk_lines_open{service="notification"} 0');
    expect(text).toMatch(/muster_http_request_seconds_count\{method="GET",route="[^"]*openapi.json",status="200"\} 1/);
    expect((await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '8.8.8.8' } })).status).toBe(404);
  });

  it('ends at SIGTERM with code 0, after what was under way has been answered', async () => {
    const underWay = fetch(`${url}/api/tasks`, { headers: { 'x-correlation-id': 'click-0190-abc' } });
    while (dispatch.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const exit = once(process_, 'exit');
    process_.kill('SIGTERM');
    expect(await (await underWay).text()).toBe('late');
    expect(await exit).toEqual([0, null]);
    const line = output.split('\n').find((each) => each.includes('click-0190-abc'));
    expect(JSON.parse(line!)).toMatchObject({ level: 30, service: 'gateway', correlationId: 'click-0190-abc' });
  });

  it('ends when the supervisor that started it is gone', async () => {
    output = '';
    const orphan = start({});
    while (!/ready at/.test(output)) await new Promise((resolve) => setTimeout(resolve, 50));
    const exit = once(orphan, 'exit');
    orphan.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  it('says what is wrong with a setting, and ends with code 1', async () => {
    output = '';
    const exit = await once(start({ PLAN_URLS: 'nowhere' }), 'exit');
    expect(exit).toEqual([1, null]);
    expect(output).toContain('PLAN_URLS');
  });
});
