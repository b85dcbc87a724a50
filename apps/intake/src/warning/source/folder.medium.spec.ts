import { mkdtemp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WarningPage, WarningSourcesAnswer } from '#contracts/warning.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, IntakeApp, leyuCaller } from '../../testing/intake-app.js';
import { sampleCap } from '../testing/sample-cap.js';
import { FolderService } from './folder.service.js';
import { folderLook } from './source.jobs.js';

let folder: string;
let app: IntakeApp;
let other: IntakeApp;
let city: ApiClient;
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-warnings-'));
  const warnings = { folder, feeds: [], feedSeconds: 60 };
  app = await IntakeApp.boot({ warnings, warn: (line) => said.push(line) });
  other = await IntakeApp.boot({ warnings, beside: app, warn: (line) => said.push(line) });
  city = await app.as(cityCaller);
});

afterAll(async () => {
  await other.close();
  await app.close();
  await rm(folder, { recursive: true });
});

/** Both nodes look, until what lies there has stood still and is moved. */
async function look(): Promise<void> {
  const both = () => Promise.all([app, other].map((node) => node.get(FolderService).readFolder()));
  await both();
  await sleep(1_050);
  while ((await both()).some((moved) => moved > 0));
}
const put = (name: string, text: string | Uint8Array) => writeFile(join(folder, name), text);
const inside = async (name = '') => (await readdir(join(folder, name))).sort();
const source = async () => (await city.get<WarningSourcesAnswer>('/api/warning-sources')).sources[0]!;
const warnings = async () => (await city.get<WarningPage>('/api/warnings?limit=200')).warnings;

it('takes messages once, on two nodes, and refuses broken ones beside their reasons', async () => {
  await put('a.xml', sampleCap({ identifier: 'a' }));
  await put('again.XML', sampleCap({ identifier: 'a' }));
  await put('broken.xml', sampleCap({ identifier: 'b' }).replace('<scope>Public</scope>\n', ''));
  await put('huge.xml', new Uint8Array(5 * 1_048_576 + 1));
  await put('notes.txt', 'not for us');
  await symlink('/etc/passwd', join(folder, 'link.xml'));
  await look();
  expect(await inside()).toEqual(['link.xml', 'notes.txt', 'refused', 'taken']);
  expect(await inside('taken')).toEqual(['a.xml', 'again.XML']);
  expect(await inside('refused')).toEqual(['broken.xml', 'broken.xml.reason.txt', 'huge.xml', 'huge.xml.reason.txt']);
  expect(await readFile(join(folder, 'refused/broken.xml.reason.txt'), 'utf8')).toBe(
    '不是有效的 CAP 报文 / Not a valid CAP message\nalert.scope: 第 2 行：缺少 scope / Line 2: scope is missing\n',
  );
  expect((await warnings()).map(({ identifier, door }) => [identifier, door])).toEqual([['a', 'folder']]);
  expect(await source()).toMatchObject({ kind: 'folder', name: folder, taken: 2, refused: 2, failingSince: null });
});

it('leaves alone what is still being written', async () => {
  const text = sampleCap({ identifier: 'slow' });
  await put('slow.xml', text.slice(0, 400));
  await app.get(FolderService).readFolder();
  await sleep(600);
  await put('slow.xml', text);
  await app.get(FolderService).readFolder();
  await sleep(600);
  expect(await app.get(FolderService).readFolder()).toBe(0);
  expect(await inside()).toContain('slow.xml');
  await look();
  expect((await warnings()).some(({ identifier }) => identifier === 'slow')).toBe(true);
});

it('a crash between taking and moving is harmless: the file is a repeat', async () => {
  await put('a.xml', sampleCap({ identifier: 'a' }));
  await look();
  expect((await inside('taken')).filter((name) => name.startsWith('a.'))).toHaveLength(2);
  expect((await warnings()).filter(({ identifier }) => identifier === 'a')).toMatchObject([{ messageCount: 1 }]);
});

it('a folder that is away is said once, and said again when it is back', async () => {
  await rename(folder, `${folder}-away`);
  for (let nth = 0; nth < 3; nth += 1) await app.get(FolderService).readFolder();
  const since = (await source()).failingSince;
  expect(since).not.toBeNull();
  expect(await source()).toMatchObject({ problem: 'ENOENT scandir' });
  expect(said).toEqual([`folder ${folder} cannot be read: ENOENT scandir`]);
  await rename(`${folder}-away`, folder);
  await mkdir(folder, { recursive: true });
  await app.get(FolderService).readFolder();
  expect(await source()).toMatchObject({ problem: null, failingSince: null });
  expect(said).toHaveLength(1);
});

it('belongs to the city: a town sees no sources', async () => {
  expect(await (await app.as(leyuCaller)).get<WarningSourcesAnswer>('/api/warning-sources')).toEqual({ sources: [] });
});

it('the alarm clock looks into the folder', async () => {
  await put('clock.xml', sampleCap({ identifier: 'by-the-clock' }));
  await app.alarmClock.ring(folderLook);
  await sleep(1_050);
  expect(await app.alarmClock.ring(folderLook)).toBe(1);
  expect((await warnings()).some(({ identifier }) => identifier === 'by-the-clock')).toBe(true);
});
