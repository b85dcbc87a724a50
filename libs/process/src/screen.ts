import { SpokenProblem } from '#service-kit/spoken-problem.js';

const startedAt = performance.now();

/** The port is taken, or may not be used by this user. */
export class PortTaken extends SpokenProblem {
  constructor(port: number, cause: unknown) {
    const isForbidden = (cause as NodeJS.ErrnoException).code === 'EACCES';
    super(
      isForbidden
        ? {
            zh: `没有权限使用端口 ${port}，换一个：PORT=3001 npm start`,
            en: `No permission for port ${port}; choose another: PORT=3001 npm start`,
          }
        : { zh: `端口 ${port} 已被占用，换一个：PORT=3001 npm start`, en: `Port ${port} is taken; choose another: PORT=3001 npm start` },
      { cause },
    );
  }
}

/** The seconds since the start, with which each line of progress begins. */
export function sinceStart(): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  `;
}

/** One line of progress. */
export function step(zh: string, en: string): void {
  process.stdout.write(`${sinceStart()}${zh} · ${en}\n`);
}

/** One clear sentence, in both languages. */
export function saying(text: { zh: string; en: string }): void {
  process.stderr.write(`\n${text.zh}\n${text.en}\n`);
}

/** Says that PostgreSQL died and what became of it. */
export function databaseNews(restarted: true | Error): void {
  if (restarted === true) saying({ zh: '数据库中断后已自动恢复，没有丢失', en: 'PostgreSQL died and was started again; nothing was lost' });
  else saying({ zh: `数据库没能恢复：${restarted.message}`, en: `PostgreSQL could not be started again: ${restarted.message}` });
}

/** An account whose password was made for a data folder. */
export type PrintedAccount = { login: string; password: string; label: string; labelEn: string };

/** Where it is, as whom one signs in, and in a demo what to click first. */
export function greeting({
  url,
  accounts,
  dataFolder,
  demo,
}: {
  url: string;
  accounts: readonly PrintedAccount[];
  dataFolder: string;
  demo: boolean;
}): void {
  const width = Math.max(0, ...accounts.map((account) => account.login.length));
  const lines = accounts.map((account) => `  ${account.login.padEnd(width)}  ${account.password}  ${account.label} · ${account.labelEn}`);
  const kind = demo ? '演示账号（密码只属于这个数据目录）· demo accounts of this data folder' : '第一个账号 · the first account';
  const first = demo
    ? `
先做这个：用 ${accounts[0]?.login} 登录 → 让全市上线 → 打开台风“贝碧嘉” → Ⅲ级 → 启动
First: sign in as ${accounts[0]?.login} → let the city come online → open typhoon Bebinca → level Ⅲ → start
`
    : '';
  process.stdout.write(`
集结 Muster 已就绪 · ready
  ${url.replace('127.0.0.1', 'localhost')}

${kind}
${lines.join('\n')}
${first}
数据 data: ${dataFolder}   停止 stop: Ctrl-C
`);
}
