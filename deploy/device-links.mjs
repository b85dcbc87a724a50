// node deploy/device-links.mjs: issues device tokens for command points and prints a link for each, as CSV. A new token ends the old ones of its point.
// Node built-ins only. MUSTER_LOGIN and MUSTER_PASSWORD: an administrator.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fail } from './preflight.mjs';

const here = `http://localhost:${process.env.PORT ?? 3000}`;
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: here },
    public: { type: 'string' },
    org: { type: 'string', multiple: true },
  },
});
const { MUSTER_LOGIN: login, MUSTER_PASSWORD: password } = process.env;
if (!login || !password)
  fail('用 MUSTER_LOGIN 和 MUSTER_PASSWORD 给出管理员账号。', 'Name an administrator in MUSTER_LOGIN and MUSTER_PASSWORD.');

const { accessToken } = await ask('/api/session', { login, password });
const { devices } = await ask('/api/devices', { requestId: randomUUID(), ...(values.org ? { orgIds: values.org } : {}) }, accessToken);
const field = (text) => `"${text.replaceAll('"', '""')}"`;
process.stdout.write('org,name,link\n');
for (const { orgId, orgName, deviceToken } of devices) {
  process.stdout.write(`${orgId},${field(orgName)},${values.public ?? values.url}/sign-in#desk=${deviceToken}\n`);
}

async function ask(path, body, token) {
  const answer = await fetch(new URL(path, values.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  }).catch((error) => fail(`连不上 ${values.url}（${error.cause?.code}）。`, `${values.url} does not answer (${error.cause?.code}).`));
  const said = await answer.json();
  if (!answer.ok) fail(`${path}：${said.title}`, `${path}: ${said.code}`);
  return said;
}
