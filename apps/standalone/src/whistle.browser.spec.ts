import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { uuidv7 } from 'uuidv7';
import type { GridReport } from '#contracts/grid-report.js';
import type { OpenedDesk, Session } from '#contracts/org.js';
import type { Whistle } from '#contracts/whistle.js';
import { ApiClient } from '#testing/api-client.js';
import { openBrowser, openTab, photograph } from '#testing/browser.js';
import { CityProcess } from './testing/city-process.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const water = 'water-affairs-bureau';
const transport = 'transport-bureau';

describe('a whistle, from those who command', () => {
  const city = new CityProcess();
  let browser: Browser;
  let town: Page;
  let centre: Page;
  let complaints: string[][];
  let clients: Record<'leyu' | 'hongxing' | 'shuiwu' | 'zhiban', ApiClient>;
  let whistle: Whistle;

  /** What axe finds on the page as it stands. */
  const violations = async (page: Page) => {
    await page.evaluate(axe);
    return page.evaluate<string[]>(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map((one) => one.id))`,
    );
  };
  const command = <Answer>(who: ApiClient, path: string, body: object = {}) => who.post<Answer>(path, { requestId: uuidv7(), ...body });
  const read = (id = whistle.id) => clients.zhiban.get<Whistle>(`/api/whistles/${id}`);
  /** A department answers at its own desk. */
  async function tap(who: ApiClient, orgId: string, verb: string, body: object = {}) {
    const call = (await read()).calls.find((one) => one.orgId === orgId)!;
    await command(who, `/api/tasks/${call.taskId}/${verb}`, body);
  }
  async function deskOf(orgId: string): Promise<ApiClient> {
    const { deviceToken } = await clients.zhiban.post<OpenedDesk>(`/api/demo/desks/${orgId}/open`, {});
    const { accessToken } = await new ApiClient(city.url).post<Session>('/api/session/device', { deviceToken });
    return clients.zhiban.as(accessToken);
  }

  beforeAll(async () => {
    await city.start();
    const [leyu, hongxing, shuiwu, zhiban] = await Promise.all(['leyu', 'hongxing', 'shuiwu', 'zhiban'].map((login) => city.signIn(login)));
    clients = { leyu: leyu!, hongxing: hongxing!, shuiwu: shuiwu!, zhiban: zhiban! };
    browser = await openBrowser();
    const tabs = await Promise.all([openTab(browser, 'laptop', { bypassCSP: true }), openTab(browser, 'desk', { bypassCSP: true })]);
    [town, centre] = tabs.map((tab) => tab.page) as [Page, Page];
    complaints = tabs.map((tab) => tab.complaints);
    await city.enterConsole(town, 'leyu');
    await city.enterConsole(centre, 'zhiban');
  });
  afterAll(async () => {
    await browser?.close();
    await city.remove();
  });

  it('is one press from a grid report: nothing is typed twice, and the button says who will be called', async () => {
    const report = await command<GridReport>(clients.hongxing, '/api/grid-reports', {
      exercise: false,
      matterId: 'waterlogging',
      orgId: '320582104216',
      words: '三号涵闸下游堤脚冒清水，碗口大一处',
      place: { description: '红星村三号涵闸下游 40 米', position: { type: 'Point', coordinates: [120.7, 31.91] } },
    });
    await town.getByRole('link', { name: '网格上报' }).click();
    await town.locator(`[data-report="${report.id}"]`).waitFor();
    expect(await violations(town)).toEqual([]);
    await photograph(town, 'grid-reports');
    await town.keyboard.press('w');
    await town.waitForURL('**/console/whistles/blow?gridReport=*');
    await town.getByRole('button', { name: '吹应急哨 · 1 主办 2 协办' }).waitFor();
    expect(await town.getByLabel('要他们做什么').inputValue()).toBe(report.words);
    expect(await town.getByRole('textbox', { name: '地点' }).inputValue()).toBe(report.place.description);
    expect(await town.locator(`[data-department=${water}]`).innerText()).toContain('清单第 15 项');
    expect(await town.getByRole('radio', { name: '真实' }).isChecked()).toBe(true);
    expect(await town.getByRole('radio', { name: '演练' }).isDisabled()).toBe(true);
    expect(await violations(town)).toEqual([]);
    await photograph(town, 'whistle-blow');
    await town.keyboard.press('Control+Enter');
    await town.waitForURL(/\/console\/whistles\/[0-9a-f-]{36}$/);
    whistle = await read(town.url().split('/').at(-1)!);
    expect(whistle).toMatchObject({ kind: 'emergency', origin: 'grid-report', exercise: false, place: report.place });
    expect(whistle.calls.filter((call) => call.responsible).map((call) => call.orgId)).toEqual([water]);
    // It cannot be whistled for twice.
    await town.goto(`${city.url}/console/grid-reports?show=whistled`);
    await town.locator(`[data-report="${report.id}"]`).getByRole('link', { name: '看这个哨' }).click();
    await town.waitForURL(`**/console/whistles/${whistle.id}`);
  });

  it('rings at the city centre, which finds it on the board of all whistles', async () => {
    const alarm = centre.locator('.alarm', { hasText: `应急哨：${whistle.title}` });
    await alarm.waitFor({ timeout: 15_000 });
    await alarm.getByRole('button').click();
    await centre.waitForURL(`**/console/whistles/${whistle.id}`);
    await centre.locator('.alarm').waitFor({ state: 'detached' });
    await centre.getByRole('button', { name: '全部哨' }).click();
    await centre.locator(`[data-whistle="${whistle.id}"]`).waitFor();
    expect(await violations(centre)).toEqual([]);
    await photograph(centre, 'whistles');
  });

  it('shows who is on the way and there as the departments tap, and what a department says by telephone', async () => {
    await tap(clients.shuiwu, water, 'acknowledge');
    await tap(clients.shuiwu, water, 'arrive', { position: { type: 'Point', coordinates: [120.701, 31.911] }, accuracyMetres: 12 });
    await tap(clients.shuiwu, water, 'notes', { words: '渗水点已围井，出水变清' });
    await town.getByText('“渗水点已围井，出水变清”').first().waitFor();
    await town.getByText('叫了 3 家 · 在路上 0 · 已到 1').waitFor();
    await town.locator('[data-behalf]').nth(1).click();
    await town.getByLabel('谁说的').fill('值班员 陈癸');
    await town.getByLabel('原话').fill('人车已经出发');
    await town.getByRole('button', { name: '替他记下' }).click();
    await town.getByText('叫了 3 家 · 在路上 1 · 已到 1').waitFor();
    expect(await violations(town)).toEqual([]);
    await photograph(town, 'whistle');
  });

  it('closes only with satisfaction and a check, and only by the town', async () => {
    await town.locator('[data-locked=close]', { hasText: '主办还没有办结' }).waitFor();
    await tap(clients.shuiwu, water, 'finish', { note: '险情解除' });
    await town.locator('[data-act=close]').getByRole('button').click();
    await town.getByRole('button', { name: '核查过了，关闭' }).click();
    await town.getByText('没选满意不满意').waitFor();
    await town.getByText('没写看到什么').waitFor();
    expect((await read()).closedAt).toBeNull();
    await town.getByRole('radio', { name: '满意', exact: true }).check();
    await town.getByLabel('现场核查').fill('值班长到场看过，渗水止住');
    await town.getByRole('button', { name: '核查过了，关闭' }).click();
    await town.getByText('已关闭').first().waitFor();
    expect(await read()).toMatchObject({ state: 'closed', satisfaction: 'satisfied', check: '值班长到场看过，渗水止住' });
    // Whoever does not share it is told nothing, not even that it is there.
    const stranger = await city.signIn('nanfeng');
    expect((await stranger.send('GET', `/api/whistles/${whistle.id}`)).status).toBe(404);
  });

  it('returned twice comes to the ruling desk with both sides and the line of the list; the ruling is final', async () => {
    const other = await command<Whistle>(clients.leyu, '/api/whistles', {
      exercise: false,
      unitId: 'leyu',
      kind: 'key-work',
      matterId: 'dike-sluice',
      title: '六干河东兴村闸门启闭不灵',
      needed: '今天修好，能手动关死',
      place: { description: '东兴村六干河闸', position: null },
      leadOrgId: water,
      assistOrgIds: [],
      origin: { from: 'town' },
    });
    await command(clients.shuiwu, `/api/whistles/${other.id}/return`, { code: 'not-our-duty', words: '这座是航道节制闸' });
    await command(clients.leyu, `/api/whistles/${other.id}/reassign`, { leadOrgId: transport, words: '水务说是航道闸' });
    const desk = await deskOf(transport);
    await command(desk, `/api/whistles/${other.id}/return`, { code: 'other-department-leads', words: '防洪的闸都是水务管' });
    const alarm = centre.locator('.alarm', { hasText: `待市中心裁定：${other.title}` });
    await alarm.waitFor({ timeout: 15_000 });
    await alarm.getByRole('button').click();
    await centre.waitForURL(`**/console/rulings/${other.id}`);
    for (const words of ['今天修好，能手动关死', '这座是航道节制闸', '水务说是航道闸', '防洪的闸都是水务管'])
      await centre.getByText(words).first().waitFor();
    await centre.getByText('不是本部门职责').first().waitFor();
    await centre.getByText('16 圩堤闸站涵洞隐患').waitFor();
    expect(await centre.locator('.case').innerText()).toMatch(/裁定之前负责的是\s*水务局/);
    expect(await violations(centre)).toEqual([]);
    await photograph(centre, 'ruling');
    await centre.locator('form').getByRole('combobox', { name: '主办部门' }).fill('sw');
    await centre.getByRole('option', { name: '水务局', exact: true }).click();
    await centre.getByLabel('裁定理由').fill('清单第 16 项：水务局主办');
    await centre.getByRole('button', { name: '裁定，就是定论' }).click();
    await centre.waitForURL(`**/console/whistles/${other.id}`);
    const ruled = await read(other.id);
    expect(ruled).toMatchObject({ question: null });
    expect(ruled.ruledAt).not.toBeNull();
    expect(ruled.calls.find((call) => call.responsible)?.orgId).toBe(water);
    const again = await clients.shuiwu.send('POST', `/api/whistles/${other.id}/return`, {
      requestId: uuidv7(),
      code: 'not-our-duty',
      words: '还是不归我们',
    });
    expect(again).toMatchObject({ status: 409 });
  });

  it('stands in the scores: every figure opens the calls it was made from, and says why each counts', async () => {
    await centre.goto(`${city.url}/console/scores`);
    await centre.locator(`[data-line="${water}"] [data-figure=response]`).click();
    const row = centre.locator('[data-score-row]', { hasText: whistle.title });
    await row.getByText('达到').waitFor();
    expect(await violations(centre)).toEqual([]);
    await photograph(centre, 'scores');
    await centre.locator(`[data-line="${water}"] [data-figure=score]`).click();
    await centre.locator('[data-part=arrived]', { hasText: '30 分' }).first().waitFor();
    await row.waitFor({ state: 'detached' });
    const [file] = await Promise.all([centre.waitForEvent('download'), centre.getByRole('button', { name: '存为 .xlsx' }).click()]);
    expect(file.suggestedFilename()).toMatch(/^双考核-.*\.xlsx$/);
    expect(complaints).toEqual([[], []]);
  });

  it('in a drill it stays one: the form and the whistle are framed, and it counts in no score', async () => {
    const report = await command<GridReport>(clients.hongxing, '/api/grid-reports', {
      exercise: true,
      matterId: 'waterlogging',
      orgId: '320582104216',
      words: '演练：堤脚渗水',
      place: { description: '红星村', position: null },
    });
    await town.goto(`${city.url}/console/whistles/blow?gridReport=${report.id}`);
    await town.locator('.strip').first().waitFor();
    await town.getByText('跟来源一样，不能改。').waitFor();
    expect(await town.getByRole('radio', { name: '真实' }).isDisabled()).toBe(true);
    await town.getByRole('button', { name: '吹应急哨 · 1 主办 2 协办' }).click();
    await town.waitForURL(/\/console\/whistles\/[0-9a-f-]{36}$/);
    await town.locator('.strip').first().waitFor();
    const drill = await read(town.url().split('/').at(-1)!);
    expect(drill.exercise).toBe(true);
    await photograph(town, 'whistle-drill', ['laptop']);
    await town.goto(`${city.url}/console/scores`);
    await town.locator(`[data-line="${water}"] [data-figure=whistles]`).click();
    await town.locator('[data-score-row]').first().waitFor();
    expect(await town.locator('[data-score-row]', { hasText: drill.number }).count()).toBe(0);
  });
});
