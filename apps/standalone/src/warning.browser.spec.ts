import type { Browser, Page } from 'playwright-core';
import type { WarningExamplesAnswer, WarningPage, WarningTaken } from '#contracts/warning.js';
import type { ApiClient } from '#testing/api-client.js';
import { openBrowser, openTab, photograph } from '#testing/browser.js';
import { CityProcess } from './testing/city-process.js';

const broken = `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>320582-1</identifier>
  <sender>weather</sender>
  <sent>yesterday</sent>
</alert>`;

describe('a warning in the console', () => {
  const city = new CityProcess();
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let operator: ApiClient;
  let example: string;
  let address: string;

  /** Hands a message in over HTTP, as a feed would. */
  async function post(document: string): Promise<WarningTaken> {
    const { status, body } = await operator.send<WarningTaken>('POST', '/api/warnings', document, 'application/cap+xml');
    expect({ status, body }).toMatchObject({ status: 201 });
    return body;
  }
  const partOf = (document: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)![1]!;
  /** A message that refers to the one before, by the rule of CAP: sender, identifier, sent. */
  function following(before: string, msgType: 'Update' | 'Cancel', change: (document: string) => string): string {
    const reference = ['sender', 'identifier', 'sent'].map((name) => partOf(before, name)).join(',');
    const without = before.replace(/<references>[^<]*<\/references>\s*/, '');
    return change(without)
      .replace(/<identifier>([^<]*)</, `<identifier>$1.${msgType}<`)
      .replace(/<sent>[^<]*</, `<sent>${new Date().toISOString().slice(0, 19)}-00:00<`)
      .replace(/<msgType>[^<]*</, `<msgType>${msgType}<`)
      .replace(/(<\/note>)/, `$1<references>${reference}</references>`);
  }

  beforeAll(async () => {
    await city.start();
    operator = await city.signIn('zhiban');
    example = (await operator.get<WarningExamplesAnswer>('/api/warning-examples')).examples[0]!.document;
    browser = await openBrowser();
    ({ page, complaints } = await openTab(browser, 'desk'));
    await city.enterConsole(page, 'zhiban');
  });
  afterAll(async () => {
    await browser?.close();
    await city.remove();
  });

  it('that is broken is refused with the line, and nothing of it is kept', async () => {
    await page.getByRole('link', { name: '全部预警' }).click();
    await page.setInputFiles('input[type=file]', { name: 'broken.xml', mimeType: 'text/xml', buffer: Buffer.from(broken) });
    await page.getByText('broken.xml 没有收下').waitFor();
    await page.getByText('第 5 行：', { exact: false }).waitFor();
    await page.getByText('这份报文一点没留。', { exact: false }).waitFor();
    expect((await operator.get<WarningPage>('/api/warnings')).warnings).toEqual([]);
    // The browser itself notes an answer that is a refusal; the page has said why.
    expect(complaints.splice(0).every((complaint) => complaint.includes('/api/warnings'))).toBe(true);
  });

  it('that is good leads to its page: 13 units with their reasons, and the level with its clause', async () => {
    await page.setInputFiles('input[type=file]', { name: 'example.xml', mimeType: 'text/xml', buffer: Buffer.from(example) });
    await page.waitForURL(/\/console\/warnings\/[0-9a-f-]{36}$/);
    address = page.url();
    await page.locator('[data-status]', { hasText: '演练' }).waitFor();
    await page.locator('[data-unit]').nth(12).waitFor();
    expect(await page.locator('[data-unit]').count()).toBe(13);
    expect(await page.locator('[data-way=geocode]').innerText()).toContain('320582000000');
    await page.locator('[data-level]', { hasText: 'P01 Ⅳ：' }).waitFor();
    expect(await page.locator('[data-level]').innerText()).toContain('台风蓝(24h内平均6级/阵风8级)');
    await page.getByText('颜色不是等级', { exact: false }).waitFor();
    await photograph(page, 'warning');
    // Whoever hands it in has looked at it: it rings nowhere here.
    expect(await page.locator('.alarm').count()).toBe(0);
  });

  it('opens the incident that it proposes, as a drill and nothing else', async () => {
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**/console/open?warning=*');
    await page.getByText('报文状态是 Exercise，只能是演练，不能改。').waitFor();
    expect(await page.getByRole('radio', { name: '真实事件' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '开事件，看预览' }).click();
    await page.waitForURL('**/console/incidents/**');
  });

  it('suggests a level on the preview with the clause that says so, and chooses none', async () => {
    const suggestion = page.locator('[data-suggestion]', { hasText: 'P01 Ⅳ' });
    await suggestion.waitFor();
    expect(await suggestion.innerText()).toContain('台风蓝(24h内平均6级/阵风8级)');
    await page.getByText('项马上开始', { exact: false }).waitFor();
    expect(await page.getByRole('radio', { name: '建议' }).getAttribute('data-level')).toBe('IV');
    expect(await page.locator('[role=radio][aria-checked=true]').count()).toBe(0);
    await photograph(page, 'warning-preview');
  });

  it('shows an Update and a Cancel by itself, and which message holds', async () => {
    await page.goto(address);
    await page.locator('[data-message=Alert]').waitFor();
    const update = following(example, 'Update', (document) => document.replaceAll('蓝色', '橙色').replace('>blue<', '>orange<'));
    expect((await post(update)).takenAs).toBe('update');
    await page.locator('.holds[data-message=Update]').waitFor({ timeout: 15_000 });
    await page.locator('[data-level]', { hasText: '台风橙(平均10级/阵风12级)' }).waitFor();
    const cancel = following(update, 'Cancel', (document) => document.replaceAll('发布', '解除'));
    expect((await post(cancel)).takenAs).toBe('cancel');
    await page.locator('.holds[data-message=Cancel]').waitFor({ timeout: 15_000 });
    await page.locator('[data-no-proposal]', { hasText: '预警已解除。' }).waitFor();
    expect(await page.locator('[data-level]').count()).toBe(0);
  });

  it('that is real rings on a console that did not ask for it, and leads to its page', async () => {
    const real = example
      .replace(/<identifier>[^<]*</, '<identifier>real-1<')
      .replace('<status>Exercise<', '<status>Actual<')
      .replace(/<note>[^<]*<\/note>/, '')
      .replaceAll('【演练】', '');
    await page.goto(`${city.url}/console`);
    const { warning } = await post(real);
    const alarm = page.locator('.alarm', { hasText: `新预警：${warning.headline}` });
    await alarm.waitFor({ timeout: 15_000 });
    expect(await alarm.locator('.drill').count()).toBe(0);
    await page.locator('[data-stream-item]', { hasText: '预警 · 等人看' }).waitFor();
    await alarm.getByRole('button').click();
    await page.waitForURL(`**/console/warnings/${warning.id}`);
    await page.getByText('是真实事件：报文状态是 Actual。').waitFor();
    expect(await page.locator('.strip').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
