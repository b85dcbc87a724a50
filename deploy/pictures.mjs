// npm run pictures: starts a city of its own, plays the first minutes of a drill in a browser, and takes the pictures of docs/pictures.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureChromium } from './browser-programs.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { fail, requireNode, root, say } from './preflight.mjs';

const languages = ['zh-CN', 'en'];
const folder = path.join(root, 'docs/pictures');
const village = '320582104216';
const data = mkdtempSync(path.join(tmpdir(), 'muster-pictures-'));

requireNode();
await ensureInstalled({ development: true });
await ensureBuilt();
const executablePath = await ensureChromium();
if (!executablePath) fail('没有 Chromium，装好或用 CHROMIUM_PATH 指明。', 'There is no Chromium: install it or name it in CHROMIUM_PATH.');
const { chromium } = await import('playwright-core');
mkdirSync(folder, { recursive: true });
const port = await freePort();
const url = `http://localhost:${port}`;
const city = await startCity();
try {
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  await play(browser);
  await browser.close();
} finally {
  const ended = new Promise((resolve) => city.once('exit', resolve));
  city.kill('SIGINT');
  await ended;
  rmSync(data, { recursive: true, force: true });
}

/** Signs in, lets the city come online, opens the typhoon, starts level Ⅲ; looks at a village at once and at the city after half a minute. */
async function play(browser) {
  const { context, page } = await openTab(browser, 1920, 1080);
  const { login, password } = JSON.parse(readFileSync(path.join(data, 'demo-accounts.json'), 'utf8')).find(
    (each) => each.login === 'zhiban',
  );
  await page.goto(`${url}/sign-in`);
  await page.fill('input[autocomplete=username]', login);
  await page.fill('input[type=password]', password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console');
  await page.getByRole('switch', { name: '让全市上线' }).click();
  await page.getByText(/319 \/ 319/).waitFor();
  await page.getByRole('button', { name: '开事件' }).first().click();
  await page.getByRole('button', { name: '用草稿' }).first().click();
  await page.getByRole('button', { name: '开事件，看预览' }).click();
  await page.waitForURL('**/console/incidents/**');
  await page.getByRole('radio').nth(1).click();
  await page.fill('#statement-expectedHours', '36');
  await page.fill('#statement-measures', '停工加固，队伍前置');
  await page.getByText('1928 项马上开始').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('已启动 ').first().waitFor();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL('**/console/activations/**');
  await page.getByText('丢失 0，重复 0').waitFor();
  await takeDesk(browser, await signIn(context, { login, password }));
  await page.waitForTimeout(30_000);
  await takeInEachLanguage(page, 'console', '[data-row]');
}

/** The desk of one village as its secretary sees it when the bell rings, on an old laptop. */
async function takeDesk(browser, accessToken) {
  const { context, page } = await openTab(browser, 1366, 768);
  const headers = { authorization: `Bearer ${accessToken}` };
  const opened = await context.request.post(`${url}/api/demo/desks/${village}/open`, { data: {}, headers });
  const { deviceToken } = await opened.json();
  await page.goto(`${url}/sign-in#desk=${deviceToken}`);
  await page.waitForURL('**/desk');
  await takeInEachLanguage(page, 'desk', 'main button');
  await context.close();
}

async function openTab(browser, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  return { context, page };
}

async function signIn(context, account) {
  const session = await context.request.post(`${url}/api/session`, { data: account });
  return (await session.json()).accessToken;
}

/** The same page, read in one language after the other. */
async function takeInEachLanguage(page, name, untilThere) {
  for (const language of languages) {
    await page.evaluate((chosen) => localStorage.setItem('muster.language', chosen), language);
    await page.reload();
    await page.locator(untilThere).locator('visible=true').first().waitFor();
    await page.waitForTimeout(2_500);
    await take(page, `${name}.${language}`);
  }
}

/** WebP: a quarter of the size of PNG, and every browser shows it. */
async function take(page, name) {
  const client = await page.context().newCDPSession(page);
  const { data: picture } = await client.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  writeFileSync(path.join(folder, `${name}.webp`), Buffer.from(picture, 'base64'));
  say(`docs/pictures/${name}.webp`, `${Math.round((picture.length * 3) / 4 / 1024)} KB`);
}

function startCity() {
  const child = spawn(process.execPath, [path.join(root, 'dist/apps/standalone/src/main.js')], {
    cwd: root,
    env: { ...process.env, MUSTER_DATA: data, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the city did not start')));
    child.stdout.on('data', (text) => text.includes('ready') && resolve(child));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
