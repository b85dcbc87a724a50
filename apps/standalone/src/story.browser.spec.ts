import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, openTab, photograph } from '#testing/browser.js';
import { sumOf } from '../../cluster/src/testing/figures.js';
import { CityProcess } from './testing/city-process.js';

/** A village of 乐余镇. */
const village = '扶海村';

/** The cluster needs Java and Redis; `npm test` says where they are, and where they are not. */
const ways = process.env.MUSTER_TEST_CLUSTER === 'true' ? (['standalone', 'cluster'] as const) : (['standalone'] as const);

describe.each(ways)('the story of a newcomer, %s', (way) => {
  const city = new CityProcess(way);
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    await city.start();
    browser = await openBrowser();
    ({ context, page, complaints } = await openTab(browser, 'desk'));
  });
  afterAll(async () => {
    await browser.close();
    await city.remove();
  });

  it('signs in', async () => {
    const accounts = JSON.parse(readFileSync(join(city.dataFolder, 'demo-accounts.json'), 'utf8')) as { login: string; password: string }[];
    await page.goto(`${city.url}/sign-in`);
    await page.fill('input[autocomplete=username]', 'zhiban');
    await page.fill('input[type=password]', accounts.find((account) => account.login === 'zhiban')!.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console');
  });

  it('opens the typhoon with one click and sees what a start would do', async () => {
    await page.getByRole('button', { name: '开事件' }).first().click();
    await page.getByRole('button', { name: '用草稿' }).click();
    await page.getByRole('button', { name: '开事件，看预览' }).click();
    await page.waitForURL('**/console/incidents/**');
    await page.getByRole('radio').nth(1).click();
    await page.fill('#statement-expectedHours', '36');
    await page.fill('#statement-measures', '停工加固，队伍前置');
    await page.getByText('1928 项马上开始').waitFor();
  });

  it('starts it with one key, and 13 units fill up', async () => {
    await page.keyboard.press('Control+Enter');
    // The same key goes on to the progress, but only once the start is answered: no key starts anything twice.
    await page.getByText('已启动 ', { exact: false }).first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**/console/activations/**');
    await page.getByText('2705').first().waitFor();
    await page.getByText('丢失 0，重复 0').waitFor({ timeout: 60_000 });
    // The city itself and its 13 units.
    await page.locator('[data-row]').nth(13).waitFor();
    await photograph(page, `${way}-story-live`);
  });

  it("opens a village's desk in a new tab without typing, and taps once", async () => {
    await page.getByText('乐余镇', { exact: false }).first().click();
    await page.getByRole('button', { name: '按单位' }).click();
    await page.getByPlaceholder('找任务、单位、人').fill(village);
    const [desk] = await Promise.all([
      context.waitForEvent('page'),
      page.locator('li', { hasText: village }).getByRole('button', { name: '工作台' }).click(),
    ]);
    await desk.waitForURL('**/desk');
    expect(desk.url()).not.toContain('#');
    await desk.getByText(village).first().waitFor();
    const tap = desk.getByRole('button', { name: '签收', exact: false }).first();
    await tap.waitFor();
    await photograph(desk, `${way}-story-desk`);
    await tap.click();
    await desk.getByRole('button', { name: '到岗' }).first().waitFor();
    await desk.close();
  });

  it('drills down to the one task that was tapped, and to who tapped it', async () => {
    await page.locator('li', { hasText: village }).getByText(village).click();
    await page.getByPlaceholder('找任务、单位、人').fill('打开指挥台');
    const tapped = page.locator('[data-task-row]', { hasText: '已签收' }).first();
    await tapped.waitFor();
    await tapped.click();
    const story = page.locator('aside.hand');
    await story.getByText('送达工作台').waitFor();
    await story.getByText('签收', { exact: true }).first().waitFor();
    await photograph(page, `${way}-story-task`);
    for (const left of ['task', 'org', 'unit']) {
      await page.keyboard.press('Escape');
      await page.waitForURL((url) => !url.searchParams.has(left));
    }
  });

  it('looks at the proof, and comes back', async () => {
    await page.getByText('看对账').click();
    await page.waitForURL('**/reconciliation');
    await page.getByText('丢失 0').first().waitFor();
    await page.goBack();
    await page.waitForURL((url) => !url.pathname.endsWith('/reconciliation'));
  });

  it('ends the response with its reason', async () => {
    await page.getByRole('button', { name: '终止响应…' }).click();
    await page.fill('#end-reason', '台风已过境，转入恢复');
    await page.getByRole('button', { name: '终止响应', exact: true }).click();
    await page.getByText('响应已终止。').waitFor();
    await photograph(page, `${way}-story-ended`);
    expect(complaints).toEqual([]);
  });

  if (way === 'standalone') return;
  // Otherwise it would be a cluster in name only.
  it.each(['muster_kafka_events_consumed_total', 'muster_bells_set_total', 'muster_news_received_total'])(
    'came through Kafka, BullMQ and the Redis adapter: %s',
    async (metric) => expect(await sumOf(city.dataFolder, metric)).toBeGreaterThan(0),
  );
});
