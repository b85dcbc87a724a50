import { findChromium } from '../libs/testing/jest/chromium.mjs';
import { installPackages, mayInstall } from './debian.mjs';
import { say } from './preflight.mjs';

/** The browser that browser tests drive; where we may, it is installed. Undefined if there is none. */
export async function ensureChromium() {
  const found = findChromium();
  if (found || !mayInstall()) return found;
  say('安装 Chromium', 'installing Chromium');
  await installPackages(['chromium', 'fonts-noto-cjk']);
  return findChromium();
}
