import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './run.mjs';

/** What asks Debian's packages whether they may start their services. Where it is missing they do. */
const servicePolicy = '/usr/sbin/policy-rc.d';

/** Whether packages of the system may be installed here: root on Debian or its kin. */
export function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs packages of the system; none of them starts a service, now or at the next boot. */
export async function installPackages(names, { services = [] } = {}) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const forbid = !existsSync(servicePolicy);
  if (forbid) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const allowAgain = () => forbid && rmSync(servicePolicy, { force: true });
  process.once('exit', allowAgain);
  try {
    await run('apt-get', ['update', '-q'], { show: true, env });
    await run('apt-get', ['install', '-y', '-q', ...names], { show: true, env });
    for (const service of services) if (existsSync('/usr/bin/systemctl')) await run('systemctl', ['disable', service], { show: true });
  } finally {
    allowAgain();
    process.off('exit', allowAgain);
  }
}
