import type { Browser, Page } from 'playwright-core';
import type { Activation, ActivationPage } from '#contracts/activation.js';
import type { CallList } from '#contracts/call-list.js';
import { openBrowser, openTab, photograph, screens } from '#testing/browser.js';
import { CityProcess } from './testing/city-process.js';
import { openDraft, reconciled, startResponse } from './testing/click.js';

describe('the call list', () => {
  const city = new CityProcess();
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let activation: Activation;
  let list: CallList;
  const lines = () => page.locator('table.unit tbody tr');

  beforeAll(async () => {
    await city.start();
    const operator = await city.signIn('zhiban');
    activation = await startResponse(operator, await openDraft(operator));
    await reconciled(operator, activation.id);
    list = await operator.get<CallList>(`/api/activations/${activation.id}/call-list`);
    browser = await openBrowser();
    ({ page, complaints } = await openTab(browser, 'desk'));
    await page.addInitScript(`window.print = () => void (document.documentElement.dataset.printed = 'yes')`);
    await city.enterConsole(page, 'zhiban');
  });
  afterAll(async () => {
    await browser?.close();
    await city.remove();
  });

  it('is one key from the progress of any response, and names every post', async () => {
    await page.goto(`${city.url}/console/activations/${activation.id}`);
    await page.getByText('丢失 0，重复 0').waitFor();
    await page.keyboard.press('c');
    await page.waitForURL('**/call-list');
    await lines().first().waitFor();
    const posts = list.units.flatMap((unit) => unit.lines);
    const unfilled = posts.filter((line) => line.personName === null);
    expect([list.tasks, unfilled.length > 0]).toEqual([activation.expectedRows, true]);
    expect(await lines().count()).toBe(posts.length);
    await page.getByText(`${posts.length} 个岗位 · ${list.tasks} 项任务 · ${unfilled.length} 个岗位没人接电话`).waitFor();
    await photograph(page, 'call-list');
  });

  it('is narrowed to one unit, to words, to posts with nobody', async () => {
    const leyu = list.units.find((unit) => unit.unitId === 'leyu')!;
    await page.getByLabel('看哪里').selectOption('leyu');
    expect(await lines().count()).toBe(leyu.lines.length);
    await page.keyboard.press('Escape');
    await page.waitForURL(`**/activations/${activation.id}`);
    await page.goBack();
    await page.getByLabel('只看没人的岗位').check();
    const unfilled = list.units.flatMap((unit) => unit.lines).filter((line) => line.personName === null);
    expect(await lines().count()).toBe(unfilled.length);
    await page.getByLabel('找单位、岗位、人').fill('没有这样的村');
    await page.getByText('没有这样的岗位').waitFor();
    await page.getByLabel('找单位、岗位、人').fill('');
    await page.getByLabel('只看没人的岗位').uncheck();
  });

  it('goes to paper with one key: the list alone, black on white, the drill named with every heading', async () => {
    await page.locator('h1').first().click();
    await page.keyboard.press('p');
    await page.locator('html[data-printed=yes]').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bands, .side, .acts, .filters').filter({ visible: true }).count()).toBe(0);
    expect(await page.locator('thead .drill').filter({ visible: true }).count()).toBe(list.units.length);
    expect(await page.locator('thead .paper').filter({ visible: true }).count()).toBe(list.units.length);
    const paper = await page.evaluate(`({
      ink: getComputedStyle(document.querySelector('tbody tr')).color,
      breaks: getComputedStyle(document.querySelector('tbody tr')).breakInside,
      repeated: getComputedStyle(document.querySelector('table.unit').tHead).display,
      clipped: [...document.querySelectorAll('.page, .hand')].filter((each) => getComputedStyle(each).overflowY !== 'visible').length,
    })`);
    expect(paper).toEqual({ ink: 'rgb(0, 0, 0)', breaks: 'avoid', repeated: 'table-header-group', clipped: 0 });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const sheets = [...pdf.matchAll(/\/Type \/Page\b(?!s)[\s\S]*?\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    expect(sheets.length).toBeGreaterThan(20);
    expect(new Set(sheets.map(([, width, height]) => `${Math.round(Number(width))}×${Math.round(Number(height))}`))).toEqual(
      new Set(['595×842']),
    );
    await page.emulateMedia({ media: 'screen' });
  });

  it('fits a telephone, where a number is one tap', async () => {
    await page.setViewportSize(screens.phone);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screens.phone.width);
    const number = page.locator('.phone a').first();
    expect(await number.getAttribute('href')).toMatch(/^tel:\d+$/);
    expect((await number.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await page.setViewportSize(screens.desk);
    expect(complaints).toEqual([]);
  });

  it('says when it cannot be made, keeps the last one, and tries again', async () => {
    await page.route('**/call-list', (route) => (route.request().resourceType() === 'document' ? route.continue() : route.abort()));
    await page.getByRole('button', { name: '重新制表' }).click();
    await page.getByText('下面是', { exact: false }).waitFor();
    expect(await lines().count()).toBeGreaterThan(1000);
    await page.unroute('**/call-list');
    await page.getByRole('button', { name: '再取一次' }).first().click();
    await page.getByText('下面是', { exact: false }).waitFor({ state: 'detached' });
  });

  it('is offered by the alarm of a click that was accepted and not issued, until it has caught up', async () => {
    await page.route('**/api/activations?state=running*', async (route) => {
      const answer = await route.fetch();
      const running = (await answer.json()) as ActivationPage;
      const activations = running.activations.map((each) => ({ ...each, partsUnpublished: 15 }));
      await route.fulfill({ response: answer, json: { ...running, activations } });
    });
    await page.route('**/progress', (route) =>
      route.fulfill({
        status: 404,
        contentType: 'application/problem+json',
        json: { type: 'about:blank', title: '', status: 404, code: 'not-found' },
      }),
    );
    await page.goto(`${city.url}/console`);
    const alarm = page.locator('.alarm', { hasText: `已受理，下发 0 / ${activation.expectedRows}` });
    await alarm.waitFor();
    await alarm.getByText('消息通道中断，先打电话', { exact: false }).waitFor();
    await alarm.getByRole('button', { name: '电话清单' }).click();
    await page.waitForURL('**/call-list');
    await page.locator('.behind', { hasText: '消息通道中断' }).waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.locator('.behind').waitFor({ state: 'detached' });
    await page.goto(`${city.url}/console`);
    await page.getByText('进行中').first().waitFor();
    expect(await page.locator('.alarm').count()).toBe(0);
  });
});
