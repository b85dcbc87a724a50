import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { uuidv7 } from 'uuidv7';
import type { OpenedDesk } from '#contracts/org.js';
import type { BlowWhistle, Whistle, WhistleProposal } from '#contracts/whistle.js';
import type { ApiClient } from '#testing/api-client.js';
import { openBrowser, openTab, photograph } from '#testing/browser.js';
import { CityProcess } from './testing/city-process.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const place = { longitude: 120.71, latitude: 31.95 };

describe('a department answers a whistle on a phone', () => {
  const city = new CityProcess();
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let town: ApiClient;
  let whistle: Whistle;

  /** What axe finds on the page as it stands. */
  const violations = async () => {
    await page.evaluate(axe);
    return page.evaluate<string[]>(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map((one) => one.id))`,
    );
  };
  const own = async () => {
    const now = await town.get<Whistle>(`/api/whistles/${whistle.id}`);
    return now.calls.find((call) => call.responsible)!;
  };
  /** Waits until the own call is what the town should see. */
  const becomes = async (state: string) => {
    for (let left = 50; (await own()).state !== state; left--) {
      if (left === 0) throw new Error(`the call did not become ${state}: ${JSON.stringify(await own())}`);
      await page.waitForTimeout(100);
    }
  };
  const big = (name: string) => page.locator('.zone').getByRole('button', { name, exact: true });
  /** Presses a button of the hand area as a person does: one who presses again within 0.6 s has pressed twice, and the desk takes it once. */
  const press = async (name: string) => {
    await page.waitForTimeout(700);
    await big(name).tap();
  };

  /** A town blows an emergency whistle, with the departments that the list proposes. */
  async function blow(): Promise<Whistle> {
    const matterId = 'waterlogging';
    const proposal = await town.get<WhistleProposal>(`/api/whistle-proposals?unitId=leyu&matterId=${matterId}`);
    const of = (role: string) => proposal.departments.filter((one) => one.role === role).map((one) => one.orgId);
    return town.post<Whistle>('/api/whistles', {
      requestId: uuidv7(),
      exercise: false,
      unitId: 'leyu',
      kind: 'emergency',
      matterId,
      title: '老圩桥下积水困住 3 人',
      needed: '要排涝泵和会开的人。',
      place: { description: '老圩桥北侧', position: null },
      leadOrgId: of('lead')[0]!,
      assistOrgIds: of('assist'),
      origin: { from: 'town' },
    } satisfies BlowWhistle);
  }

  beforeAll(async () => {
    await city.start();
    town = await city.signIn('leyu');
    const proposal = await town.get<WhistleProposal>('/api/whistle-proposals?unitId=leyu&matterId=waterlogging');
    const lead = proposal.departments.find((one) => one.role === 'lead')!;
    const desk = await (await city.signIn('zhiban')).post<OpenedDesk>(`/api/demo/desks/${lead.orgId}/open`, {});
    browser = await openBrowser();
    ({ context, page, complaints } = await openTab(browser, 'phone', {
      bypassCSP: true,
      permissions: ['geolocation'],
      geolocation: place,
    }));
    await page.goto(`${city.url}/sign-in#desk=${desk.deviceToken}`);
    await page.waitForURL('**/desk');
    await page.getByText('没有来哨，也没有任务。').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await city.remove();
  });

  it('in one tap, on the screen on which it rang', async () => {
    whistle = await blow();
    const blownAt = performance.now();
    await page.locator('.alarm', { hasText: whistle.title }).waitFor();
    await page.getByRole('heading', { name: whistle.title }).waitFor();
    const button = big('签收，我来办');
    const box = (await button.boundingBox())!;
    expect([box.height >= 72, box.y + box.height <= 844, box.y > 844 / 2]).toEqual([true, true, true]);
    expect(await violations()).toEqual([]);
    await photograph(page, 'whistle-desk-rings', ['phone']);
    await button.tap();
    await becomes('acknowledged');
    expect(performance.now() - blownAt).toBeLessThan(10_000);
    await page.locator('.alarm').waitFor({ state: 'detached' });
  });

  it('says where it has arrived, also when the line is gone meanwhile', async () => {
    await context.setOffline(true);
    await press('到场');
    await page.getByText('待发送 1 条').first().waitFor();
    await big('反馈').first().waitFor();
    expect((await own()).state).toBe('acknowledged');
    expect(await violations()).toEqual([]);
    await photograph(page, 'whistle-desk-offline', ['phone']);
    await context.setOffline(false);
    await becomes('arrived');
    expect((await own()).arrivedPosition).toEqual({ type: 'Point', coordinates: [place.longitude, place.latitude] });
  });

  it('gives feedback with a photo that the town can see', async () => {
    const photo = await page.screenshot();
    await press('反馈');
    await page.getByLabel('现在怎样，做了什么').fill('两台泵已开，水位降了 10 厘米。');
    await page.getByLabel('拍照').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: photo });
    await page.locator('.evidence li', { hasText: '看' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: '发反馈' }).tap();
    await page.getByLabel('现在怎样，做了什么').waitFor({ state: 'detached' });
    for (let left = 50; (await own()).lastFeedback === null && left > 0; left--) await page.waitForTimeout(100);
    expect(await own()).toMatchObject({ state: 'arrived', lastFeedback: '两台泵已开，水位降了 10 厘米。', evidence: 1 });
  });

  it('refuses what is no photo and what is too large, in words', async () => {
    const large = join(city.dataFolder, 'large.pdf');
    writeFileSync(large, '');
    truncateSync(large, 20_000_001);
    await press('反馈');
    await page.getByLabel('拍照').setInputFiles({ name: '假照片.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photo at all') });
    await page.locator('.evidence').getByText('文件内容和所说的不符').waitFor();
    await page.getByRole('button', { name: '不传了' }).tap();
    await page.getByLabel('加文件').setInputFiles(large);
    await page.getByText('large.pdf 有 20.0 MB，最多 20 MB，没有传').waitFor();
    await page.locator('form').getByRole('button', { name: '返回' }).tap();
    // The browser names the refused upload in its console; that is the server's answer, not a fault of the page.
    complaints.splice(0, complaints.length, ...complaints.filter((line) => !/415|ERR_INTERNET_DISCONNECTED/.test(line)));
  });

  it('sees who else was called, and finishes', async () => {
    await press('更多');
    await page.waitForURL(`**/desk/whistles/${whistle.id}`);
    await page.getByText('应急哨不能退回，只能边办边改派').waitFor();
    expect(await page.locator('.board .call').count()).toBe(whistle.calls.length);
    await page.locator('.story li', { hasText: '反馈' }).first().waitFor();
    expect(await violations()).toEqual([]);
    await photograph(page, 'whistle-desk-whole', ['phone']);
    await press('办结');
    await page.getByLabel('办了什么').fill('3 人已救出，桥下不再积水。');
    await page.locator('form').getByRole('button', { name: '办结' }).tap();
    await becomes('done');
    await page.locator('.brief').getByText('主办办结，等镇里核查').waitFor();
    expect((await town.get<Whistle>(`/api/whistles/${whistle.id}`)).state).toBe('finished');
  });

  it('fits a screen of 320 pixels and has nothing to complain of', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(complaints).toEqual([]);
  });
});
