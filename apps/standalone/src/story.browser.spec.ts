import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, openTab, photograph } from '#testing/browser.js';
import { CityProcess } from './testing/city-process.js';

describe('the story of a newcomer', () => {
  const city = new CityProcess();
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
    expect(complaints).toEqual([]);
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
    await page.waitForURL('**/console/activations/**', { timeout: 30_000 }).catch(() => page.keyboard.press('Control+Enter'));
    await page.waitForURL('**/console/activations/**');
    await page.getByText('2705').first().waitFor();
    await page.getByText('丢失 0，重复 0').waitFor({ timeout: 60_000 });
    await photograph(page, 'story-live');
  });

  it('opens the desk of a town in a new tab without typing, and taps', async () => {
    const [desk] = await Promise.all([context.waitForEvent('page'), page.getByRole('button', { name: '工作台' }).first().click()]);
    await desk.waitForURL('**/desk');
    expect(desk.url()).not.toContain('#');
    const tap = desk.getByRole('button', { name: '签收', exact: false }).first();
    await tap.waitFor();
    await photograph(desk, 'story-desk');
    await tap.click();
    await desk.getByRole('button', { name: '到岗' }).first().waitFor();
    await desk.close();
  });

  it('looks at the proof', async () => {
    await page.getByText('看对账').click();
    await page.getByText('丢失 0').first().waitFor();
  });
});
