import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** The screens that pages are made for: a wall or desk, a village's old laptop, a phone. */
export const screens = {
  desk: { width: 1920, height: 1080 },
  laptop: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
} as const;
export type ScreenName = keyof typeof screens;

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the machine's Chromium without a window. Close it in `afterAll`. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (!executablePath) throw new Error('no Chromium was found: install it or name it in CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: flags });
}

/** A tab with its own session, in Chinese and at Shanghai time unless told otherwise. */
export async function openTab(
  browser: Browser,
  screen: ScreenName = 'laptop',
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const phone = screen === 'phone' ? { hasTouch: true, isMobile: true } : {};
  const context = await browser.newContext({
    viewport: screens[screen],
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...phone,
    ...options,
  });
  const page = await context.newPage();
  return { context, page, complaints: complaintsOf(page) };
}

/** What the page complained about since it was opened: errors of scripts and error lines of its console. A test expects this to be empty. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
  return complaints;
}

/** Takes pictures of the page at each of the screens, into `test-results/`, named `<name>-1920x1080.png`. Answers the files. */
export async function photograph(page: Page, name: string, sizes: readonly ScreenName[] = ['desk', 'laptop', 'phone']): Promise<string[]> {
  const folder = path.resolve(import.meta.dirname, '../../../test-results');
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  const files: string[] = [];
  for (const size of sizes) {
    const { width, height } = screens[size];
    await page.setViewportSize({ width, height });
    const file = path.join(folder, `${name}-${width}x${height}.png`);
    await page.screenshot({ path: file });
    files.push(file);
  }
  if (before) await page.setViewportSize(before);
  return files;
}
