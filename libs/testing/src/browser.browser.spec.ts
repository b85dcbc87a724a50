import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openBrowser, openTab, photograph, screens } from './browser.js';

describe('browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  it('shows Chinese at each screen and hears what a page complains about', async () => {
    const { page, complaints } = await openTab(browser, 'phone');
    await page.setContent(
      '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><h1>集结</h1><script>console.error("broken")</script>',
    );
    expect(await page.locator('h1').innerText()).toBe('集结');
    expect(await page.evaluate('[innerWidth, navigator.language, new Date(0).getHours()]')).toEqual([390, 'zh-CN', 8]);
    expect(complaints).toEqual(['broken']);
    const pictures = await photograph(page, 'testing-browser');
    const widths = pictures.map((file) => readFileSync(file).readUInt32BE(16));
    expect(widths).toEqual(Object.values(screens).map(({ width }) => width));
  });
});
