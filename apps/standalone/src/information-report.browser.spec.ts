import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { IncidentReports } from '#contracts/information-report.js';
import type { ApiClient } from '#testing/api-client.js';
import { openBrowser, openTab, photograph } from '#testing/browser.js';
import { CityProcess } from './testing/city-process.js';
import { openDraft, startResponse } from './testing/click.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('information reports', () => {
  const city = new CityProcess();
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let operator: ApiClient;
  let incident: Incident;
  let activation: Activation;
  const reports = () => operator.get<IncidentReports>(`/api/incidents/${incident.id}/information-reports`);
  const submit = () => page.getByRole('button', { name: /^报出/ }).click();
  /** What axe finds on the page as it stands. */
  const violations = async () => {
    await page.evaluate(axe);
    return page.evaluate<string[]>(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map((one) => one.id))`,
    );
  };

  beforeAll(async () => {
    await city.start();
    operator = await city.signIn('zhiban');
    incident = await openDraft(operator);
    activation = await startResponse(operator, incident);
    browser = await openBrowser();
    ({ page, complaints } = await openTab(browser, 'desk', { bypassCSP: true, permissions: ['clipboard-read', 'clipboard-write'] }));
    await city.enterConsole(page, 'zhiban');
  });
  afterAll(async () => {
    await browser?.close();
    await city.remove();
  });

  it('are one key from the progress, and say what is due', async () => {
    await page.goto(`${city.url}/console/activations/${activation.id}`);
    await page.getByRole('button', { name: '报告' }).waitFor();
    await page.keyboard.press('i');
    await page.waitForURL(`**/incidents/${incident.id}/reports`);
    for (const duty of ['首报（口头）', '首报（书面）', '续报']) await page.getByLabel('要报的').getByText(duty, { exact: true }).waitFor();
    // The stream names the most urgent one of all incidents.
    await page.locator('.side').getByText('首报（口头）').waitFor();
    expect(await violations()).toEqual([]);
  });

  it('begin with what the incident says; what is missing is named, and the keyboard stands there', async () => {
    expect(await page.getByRole('textbox', { name: '性质' }).inputValue()).toBe(incident.nature);
    await submit();
    await page.getByText('没写报给谁').waitFor();
    await page.waitForFunction(`document.activeElement?.getAttribute('aria-invalid') === 'true'`);
    await page.keyboard.type('苏州市政府总值班室');
    await submit();
    await page.getByText('第 1 号报告已报出').waitFor();
    await page.getByLabel('已报').getByText('第 1 号', { exact: true }).waitFor();
    expect((await reports()).reports).toMatchObject([{ kind: 'first', form: 'oral', to: '苏州市政府总值班室', lateMinutes: 0 }]);
  });

  it('in writing they want every part; "not known yet" is one tap', async () => {
    await page.getByRole('radio', { name: /^书面/ }).check();
    await submit();
    await page.getByText('还差 3 项').waitFor();
    for (let left = 3; left > 0; left -= 1) await page.getByRole('button', { name: '填“尚不清楚”' }).first().click();
    await submit();
    await page.getByText('第 2 号报告已报出').waitFor();
    // The next one is a follow-up, and begins with this one.
    await page.getByRole('button', { name: '报出续报' }).waitFor();
    expect(await page.getByRole('textbox', { name: '发展趋势' }).inputValue()).toBe('尚不清楚');
    expect((await reports()).duties.filter(({ metAt, closedAt }) => !metAt && !closedAt).map(({ kind }) => kind)).toEqual(['follow-up']);
    await photograph(page, 'information-reports');
  });

  it('that somebody else files meanwhile do not take away what is being written', async () => {
    await page.getByRole('textbox', { name: '发展趋势' }).fill('减弱');
    const { draft } = await reports();
    const body = { ...draft, requestId: uuidv7(), exercise: true, trend: '增强' };
    await operator.post(`/api/incidents/${incident.id}/information-reports`, body);
    await page.getByText('刚有人报了一份').waitFor({ timeout: 15_000 });
    expect(await page.getByRole('textbox', { name: '发展趋势' }).inputValue()).toBe('减弱');
    await page.getByRole('button', { name: '换成最新内容' }).click();
    expect(await page.getByRole('textbox', { name: '发展趋势' }).inputValue()).toBe('增强');
  });

  it('are copied as the text that superiors are used to', async () => {
    await page.getByRole('button', { name: '复制全文' }).first().click();
    await page.getByText(/^复制了第 3 号报告/).waitFor();
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(text).toContain('突发事件信息续报（第 3 号，书面）');
    expect(text.startsWith('【演练】')).toBe(true);
  });

  it('ring once when one is overdue, and the alarm leads there', async () => {
    const knownAt = new Date(Date.now() - 45 * 60_000).toISOString();
    const late = { title: '液氨泄漏', nature: '泄漏', category: '12D01', eventLevel: 'general', hasHappened: true, warnings: [] };
    const body = {
      ...incident,
      ...late,
      requestId: uuidv7(),
      exercise: false,
      unitIds: ['leyu'],
      occurredAt: knownAt,
      knownAt,
      source: { kind: 'phone' },
    };
    const opened = await operator.post<Incident>('/api/incidents', body);
    await page.getByText('首报（口头）超时没报').waitFor({ timeout: 15_000 });
    await photograph(page, 'information-report-overdue', ['desk']);
    await page.getByRole('button', { name: '去报' }).click();
    await page.waitForURL(`**/incidents/${opened.id}/reports`);
    await page.reload();
    await page.locator('.side').getByText('液氨泄漏').first().waitFor();
    await page.waitForTimeout(1_500);
    expect(await page.getByText('首报（口头）超时没报').count()).toBe(0);
  });

  it('and nothing complained', () => {
    expect(complaints).toEqual([]);
  });
});
