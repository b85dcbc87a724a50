import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { WarningPage, WarningSourcesAnswer } from '#contracts/warning.js';
import { cityCaller, IntakeApp } from '../../testing/intake-app.js';
import { sampleCap } from '../testing/sample-cap.js';
import { FeedService } from './feed.service.js';
import { feedTurns } from './source.jobs.js';

/** A feed that answers what a test tells it, and counts what it was asked. */
class FakeFeed {
  answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {};
  readonly asked: string[] = [];
  private server!: Server;

  async open(): Promise<this> {
    this.server = createServer((request, response) => {
      this.asked.push(request.url!);
      (this.answers[request.url!] ?? ((_, none) => none.writeHead(404).end()))(request, response);
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  at(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  says(path: string, body: string | Uint8Array, headers: Record<string, string> = {}): void {
    this.answers[path] = (_, response) => response.writeHead(200, headers).end(body);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const atom = (...entries: string[]) =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>预警</title>${entries.join('')}</feed>`;
const entry = (id: string, link: string, updated = '2024-09-14T18:00:00Z') =>
  `<entry><id>${id}</id><updated>${updated}</updated><link rel="self" href="/self"/><link type="application/cap+xml" href="${link}"/></entry>`;
const names = ['atom', 'rss', 'single', 'redirecting', 'bad', 'slow', 'many'] as const;

let feed: FakeFeed;
let elsewhere: FakeFeed;
let app: IntakeApp;
let other: IntakeApp;
const said: string[] = [];

beforeAll(async () => {
  [feed, elsewhere] = await Promise.all([new FakeFeed().open(), new FakeFeed().open()]);
  const warnings = { folder: null, feeds: names.map((name) => feed.at(`/${name}?key=secret`)), feedSeconds: 60 };
  const warn = (line: string) => said.push(line);
  app = await IntakeApp.boot({ warnings, warn });
  other = await IntakeApp.boot({ warnings, beside: app, warn });
});

afterAll(async () => {
  feed.close();
  elsewhere.close();
  await other.close();
  await app.close();
});

beforeEach(() => {
  feed.answers = {};
  for (const name of names) feed.says(`/${name}?key=secret`, atom());
  feed.asked.length = 0;
  said.length = 0;
});

/** A minute later each feed has its turn, on one of two nodes. */
async function turn(signal = new AbortController().signal): Promise<number> {
  app.clock.advance('61s');
  const claimed = await Promise.all([app, other].map((node) => node.get(FeedService).claimFeeds()));
  await Promise.all(claimed.flatMap((due, at) => due.map((each) => [app, other][at]!.get(FeedService).readFeed(each, signal))));
  return claimed.flat().length;
}
const city = () => app.as(cityCaller);
const warnings = async () =>
  (await (await city()).get<WarningPage>('/api/warnings?limit=200')).warnings.map(({ identifier }) => identifier);
const source = async (name: (typeof names)[number]) =>
  (await (await city()).get<WarningSourcesAnswer>('/api/warning-sources')).sources.find((each) => each.name.includes(`/${name}`))!;

it('reads what an Atom feed links, once, on one of two nodes', async () => {
  feed.says('/atom?key=secret', atom(entry('2', '/cap/2'), entry('1', '/cap/1')));
  feed.says('/cap/1', sampleCap({ identifier: 'atom-1' }));
  feed.says('/cap/2', sampleCap({ identifier: 'atom-2', code: '320581000000' }));
  expect(await turn()).toBe(names.length);
  expect(await turn()).toBe(names.length);
  expect(feed.asked.filter((path) => path.startsWith('/cap/')).sort()).toEqual(['/cap/1', '/cap/2']);
  expect((await warnings()).filter((name) => name.startsWith('atom-')).sort()).toEqual(['atom-1', 'atom-2']);
  expect(await source('atom')).toMatchObject({ kind: 'feed', name: feed.at('/atom?…'), taken: 2, refused: 0, failingSince: null });
  feed.says('/atom?key=secret', atom(entry('2', '/cap/2', '2024-09-14T19:00:00Z'), entry('1', '/cap/1')));
  feed.asked.length = 0;
  await turn();
  expect(feed.asked.filter((path) => path.startsWith('/cap/'))).toEqual(['/cap/2']);
});

it('takes messages that stand in the entries, and those of RSS', async () => {
  const inside = sampleCap({ identifier: 'inside' }).replace(/^<\?xml.*\n/, '');
  const escaped = sampleCap({ identifier: 'escaped' }).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  feed.says('/atom?key=secret', atom(`<entry><id>3</id><content type="text/xml">${inside}</content></entry>`));
  feed.says(
    '/rss?key=secret',
    `<rss version="2.0"><channel><item><guid>r1</guid><link>${feed.at('/cap/r1')}</link></item>
     <item><guid>r2</guid><enclosure type="application/cap+xml" url="/cap/r2"/><link>/page.html</link></item>
     <item><guid>r3</guid><description>${escaped}</description></item></channel></rss>`,
  );
  feed.says('/cap/r1', sampleCap({ identifier: 'rss-1' }));
  feed.says('/cap/r2', gzipSync(sampleCap({ identifier: 'rss-2' })), { 'content-encoding': 'gzip' });
  await turn();
  expect(await warnings()).toEqual(expect.arrayContaining(['inside', 'escaped', 'rss-1', 'rss-2']));
});

it('takes a feed that is one message; a broken one is refused once', async () => {
  feed.says('/single?key=secret', sampleCap({ identifier: 'single' }));
  await turn();
  await turn();
  expect(await source('single')).toMatchObject({ taken: 1, refused: 0 });
  feed.says('/single?key=secret', sampleCap({ identifier: 'single-2' }).replace('<scope>Public</scope>', ''));
  await turn();
  await turn();
  expect(await source('single')).toMatchObject({ taken: 1, refused: 1, failingSince: null });
});

it('asks only for what changed', async () => {
  const conditions: unknown[] = [];
  feed.answers['/single?key=secret'] = ({ headers }, response) => {
    conditions.push([headers['if-none-match'], headers['if-modified-since']]);
    if (headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else
      response.writeHead(200, { etag: '"v1"', 'last-modified': 'Sat, 14 Sep 2024 10:00:00 GMT' }).end(sampleCap({ identifier: 'tagged' }));
  };
  await turn();
  await turn();
  expect(conditions).toEqual([
    [undefined, undefined],
    ['"v1"', 'Sat, 14 Sep 2024 10:00:00 GMT'],
  ]);
  expect(await source('single')).toMatchObject({ problem: null });
});

it('asks again for an entry that failed, though the index says that nothing changed', async () => {
  let works = false;
  feed.answers['/atom?key=secret'] = ({ headers }, response) =>
    headers['if-none-match'] ? response.writeHead(304).end() : response.writeHead(200, { etag: '"x"' }).end(atom(entry('9', '/cap/9')));
  feed.answers['/cap/9'] = (_, response) => (works ? response.end(sampleCap({ identifier: 'atom-9' })) : response.writeHead(503).end());
  await turn();
  expect(await source('atom')).toMatchObject({ problem: 'entry: HTTP 503' });
  works = true;
  await turn();
  expect(await warnings()).toContain('atom-9');
  expect(await source('atom')).toMatchObject({ problem: null, failingSince: null });
});

it('does not follow a feed to another host, neither by redirect nor by entry', async () => {
  elsewhere.says('/cap', sampleCap({ identifier: 'elsewhere' }));
  feed.answers['/redirecting?key=secret'] = (_, response) => response.writeHead(302, { location: elsewhere.at('/cap') }).end();
  feed.says('/atom?key=secret', atom(entry('10', elsewhere.at('/cap')), entry('11', 'file:///etc/passwd'), entry('12', '/hop')));
  feed.answers['/hop'] = (_, response) => response.writeHead(307, { location: elsewhere.at('/cap') }).end();
  const before = (await source('atom')).refused;
  await turn();
  expect(elsewhere.asked).toEqual([]);
  expect(await source('redirecting')).toMatchObject({ problem: 'leads to another host' });
  expect((await source('atom')).refused).toBe(before + 3);
});

it('follows a redirect on its own host, but not for ever', async () => {
  feed.answers['/redirecting?key=secret'] = (_, response) => response.writeHead(301, { location: '/moved' }).end();
  feed.says('/moved', sampleCap({ identifier: 'moved' }));
  await turn();
  expect(await warnings()).toContain('moved');
  feed.answers['/redirecting?key=secret'] = (_, response) => response.writeHead(301, { location: '/redirecting?key=secret' }).end();
  await turn();
  expect(await source('redirecting')).toMatchObject({ problem: 'redirects without end' });
});

it.each<[string, (request: IncomingMessage, response: ServerResponse) => void, string | RegExp]>([
  ['says 500', (_, response) => response.writeHead(500).end('no'), 'HTTP 500'],
  ['says nothing', (_, response) => response.writeHead(204).end(), 'HTTP 204'],
  ['hangs up', (request) => request.socket.destroy(), /UND_ERR_SOCKET|ECONNRESET/],
  ['sends no XML', (_, response) => response.end('{}'), 'invalid-cap; document: Line 1: The XML is not well-formed'],
  ['sends a page', (_, response) => response.end('<html/>'), 'invalid-cap; html: Line 1: It is no CAP, Atom or RSS'],
  [
    'sends a DTD',
    (_, response) => response.end('<!DOCTYPE a><a/>'),
    'invalid-cap; document: Line 1: A DOCTYPE with its entities is not allowed',
  ],
])('a feed that %s fails, is said once and shown until it works', async (_, answer, problem) => {
  feed.answers['/bad?key=secret'] = answer;
  await turn();
  await turn();
  expect((await source('bad')).problem).toMatch(problem);
  expect((await source('bad')).failingSince).not.toBeNull();
  expect(said).toEqual([expect.stringContaining(`feed ${feed.at('/bad?…')} cannot be read: `)]);
  expect(said.join()).not.toContain('secret');
  feed.says('/bad?key=secret', atom());
  await turn();
  expect(await source('bad')).toMatchObject({ problem: null, failingSince: null });
});

it('counts what arrives, whatever the answer says of its length', async () => {
  let sent = 0;
  feed.answers['/bad?key=secret'] = (_, response) => {
    // No length, and no end: it is we who stop.
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20))) sent += 65_536;
      sent += 65_536;
    };
    response.on('drain', more);
    more();
  };
  await turn();
  expect(await source('bad')).toMatchObject({ problem: 'larger than 5 MB' });
  expect(sent).toBeLessThan(64 * 1_048_576);
  feed.says('/bad?key=secret', gzipSync(Buffer.alloc(50 * 1_048_576, 0x20)), { 'content-encoding': 'gzip' });
  await turn();
  expect(await source('bad')).toMatchObject({ problem: 'larger than 5 MB' });
});

it('a slow feed holds nobody up, is given up after ten seconds, and a shutdown does not wait for it', async () => {
  feed.answers['/slow?key=secret'] = (_, response) => void response.writeHead(200).write('<feed');
  feed.says('/single?key=secret', sampleCap({ identifier: 'quick' }));
  const started = performance.now();
  const slow = turn();
  while (!(await warnings()).includes('quick')) expect(performance.now() - started).toBeLessThan(8_000);
  await slow;
  expect(await source('slow')).toMatchObject({ problem: 'no answer within 10 s' });
  const going = new AbortController();
  const again = turn(going.signal);
  while (feed.asked.filter((path) => path.startsWith('/slow')).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const stopped = performance.now();
  going.abort();
  await again;
  expect(performance.now() - stopped).toBeLessThan(5_000);
}, 40_000);

it('reads a long index in several turns', async () => {
  const ids = Array.from({ length: 230 }, (_, nth) => `m${nth}`);
  feed.says('/many?key=secret', atom(...ids.map((id) => entry(id, `/cap/${id}`))));
  for (const id of ids) feed.says(`/cap/${id}`, '<html/>');
  await turn();
  expect(await source('many')).toMatchObject({ refused: 200 });
  await turn();
  await turn();
  expect(await source('many')).toMatchObject({ refused: 230, taken: 0 });
}, 40_000);

it('the alarm clock gives the feeds their turns, and waits for none', async () => {
  feed.says('/single?key=secret', sampleCap({ identifier: 'by-the-clock' }));
  app.clock.advance('61s');
  await app.alarmClock.ring(feedTurns);
  const until = performance.now() + 10_000;
  while (!(await warnings()).includes('by-the-clock') && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await warnings()).toContain('by-the-clock');
});
