import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '#process/free-port.js';
import { documents, proofOf, root, shellBlocks } from './testing/docs.js';

/** Commands that are run as they stand in the documents; the documents in both languages have the same ones (docs.spec.ts). */
const commands = [...new Set(documents.flatMap((document) => shellBlocks(document).flat()))].filter((command) => {
  const proof = proofOf(command);
  return proof !== undefined && 'run' in proof;
});

/** A fresh copy of the checkout on a machine of its own, in which a reader types what the documents say, with `/srv`, `/opt` and `/etc` of its own. */
describe('the commands of the documents, as a reader types them', () => {
  const machine = mkdtempSync(path.join(tmpdir(), 'muster-reader-'));
  const checkout = path.join(machine, 'muster');
  const left = new Set(commands);
  const running: ChildProcess[] = [];
  let ports: number[];
  let exported = '';

  beforeAll(async () => {
    ports = await freePorts(2);
    const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
    for (const file of stdout.split('\n').filter((each) => each !== '' && existsSync(path.join(root, each)))) {
      cpSync(path.join(root, file), path.join(checkout, file));
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
    mkdirSync(path.join(machine, 'etc/systemd/system'), { recursive: true });
  });
  afterAll(async () => {
    for (const child of running) await end(child);
    for (const data of ['data', 'data.lost', '../srv/muster/trial']) {
      const cluster = path.join(checkout, data, 'postgres');
      if (existsSync(cluster)) rmSync(realpathSync(cluster), { recursive: true, force: true });
    }
    rmSync(machine, { recursive: true, force: true });
  });

  /** The command with the places of this machine, and the password that the first start told. */
  const here = (command: string): string =>
    command
      .replaceAll('sudo ', '')
      .replace(/(?<=[\s=])\/(srv|opt|etc)\//g, `${machine}/$1/`)
      .replace('localhost:3000', `localhost:${ports[0]}`)
      .replace('PORT=3001', `PORT=${ports[1]}`)
      .replace('PASSWORD=…', `PASSWORD=${passwordOf('guanli')}`);
  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: '', PORT: String(ports[0]), MUSTER_DATA: undefined });
  /** Types it and answers what it said. It must succeed. */
  const type = (pattern: RegExp, cwd = checkout): string => {
    const command = commands.find((each) => pattern.test(each));
    if (!command) throw new Error(`no document has a command like ${pattern}`);
    for (const each of commands.filter((one) => pattern.test(one))) left.delete(each);
    if (command.startsWith('export ')) {
      exported += `${here(command)}; `;
      return '';
    }
    const done = spawnSync('bash', ['-euc', exported + here(command)], { cwd, env: environment(), encoding: 'utf8' });
    expect({ command, code: done.status, said: done.status === 0 ? '' : done.stdout + done.stderr }).toEqual({
      command,
      code: 0,
      said: '',
    });
    return done.stdout;
  };
  /** Types a command that goes on, and waits until it says that it is ready. */
  const start = async (pattern: RegExp): Promise<ChildProcess> => {
    const command = commands.find((each) => pattern.test(each))!;
    left.delete(command);
    const child = spawn('bash', ['-euc', `exec ${here(command).replace(/^((?:\w+=\S+ )+)/, 'env $1')}`], {
      cwd: checkout,
      env: environment(),
      detached: true,
    });
    running.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
    const until = performance.now() + 120_000;
    while (!said.includes('ready')) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`${command} did not get ready:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return child;
  };
  const passwordOf = (login: string): string => {
    const file = path.join(checkout, 'data/demo-accounts.json');
    if (!existsSync(file)) return '';
    return (JSON.parse(readFileSync(file, 'utf8')) as { login: string; password: string }[]).find((each) => each.login === login)!.password;
  };

  it('start it from a bare checkout, look at it, give the desks their links, and back it up', async () => {
    await start(/^npm start$/);
    expect(JSON.parse(type(/health\/ready$/))).toMatchObject({ status: 'ready' });
    expect(JSON.parse(type(/health\/live$/))).toMatchObject({ status: 'live' });
    expect(type(/metrics$/)).toContain('muster_events_unpublished_oldest_seconds');
    type(/^export MUSTER_LOGIN/);
    type(/^export MUSTER_PASSWORD/);
    type(/device-links.*links\.csv$/);
    expect(readFileSync(path.join(checkout, 'links.csv'), 'utf8').trim().split('\n')).toHaveLength(320);
    expect(type(/device-links.*--org/)).toMatch(
      /^org,name,link\n320582104216,"红星村委会",https:\/\/muster\.example\/sign-in#desk=\S{20,}\n$/,
    );
    type(/^npm run backup/);
    expect(existsSync(path.join(machine, 'srv/backup/muster-monday/backup.json'))).toBe(true);
  });

  it('carry it to a machine without the internet', () => {
    type(/build-only/);
    type(/^tar /);
    type(/^sudo mkdir/);
    type(/^sudo tar /, machine);
    for (const file of ['deploy/start.mjs', 'dist/web/index.html', 'dist/apps/standalone/src/main.js', 'deploy/muster.service']) {
      expect(existsSync(path.join(machine, 'opt/muster', file))).toBe(true);
    }
    expect(existsSync(path.join(machine, 'opt/muster/data'))).toBe(false);
    type(/^sudo cp /);
    const unit = readFileSync(path.join(machine, 'etc/systemd/system/muster.service'), 'utf8');
    expect(existsSync(path.join(checkout, /ExecStart=\S+ (\S+)/.exec(unit)![1]!))).toBe(true);
  });

  it('lose the data, restore them, try a restore elsewhere, and go on', async () => {
    await end(running.shift()!);
    renameSync(path.join(checkout, 'data'), path.join(checkout, 'data.lost'));
    type(/^npm run restore/);
    type(/^MUSTER_DATA=\S+ npm run restore/);
    await start(/^MUSTER_DATA=.* npm start$/);
    await start(/^npm start$/);
    expect(JSON.parse(type(/health\/ready$/))).toMatchObject({ status: 'ready' });
    expect(passwordOf('guanli')).not.toBe('');
  });

  it('are all run', () => {
    expect([...left]).toEqual([]);
  });
});

/** Ctrl-C, to all that the command started, as a terminal gives it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid!, 'SIGINT');
  await exit;
}
