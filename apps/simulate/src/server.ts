import { setTimeout as sleep } from 'node:timers/promises';
import { demoAnswer } from '#contracts/demo.js';
import { Person, WrongCredentials } from '#desk-client/person.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import type { Account } from './accounts.js';
import { accountsOf, operatorAmong } from './accounts.js';
import type { ServerOptions } from './options.js';
import { startOwnServer } from './own-server.js';

/** The server that is played on: its address, who clicks there, the demo accounts that are known of it with their data folder, and how it is left as it was found. */
export type Server = {
  url: string;
  operator: Person;
  accounts: readonly Account[];
  dataFolder: string | undefined;
  isOwn: boolean;
  leave(): Promise<void>;
};

type SignedIn = Pick<Server, 'operator' | 'accounts' | 'dataFolder'>;

const askWithinMs = 5_000;
const comesBackWithinMs = 20_000;

/** Finds the server, or starts one of our own where none runs on this machine, and signs in. Throws a SpokenProblem if it may not be played on. */
export async function findServer(options: ServerOptions, signal: AbortSignal): Promise<Server> {
  const { url } = options;
  const isThere = await refuseUnlessDemo(url);
  if (!isThere && !isThisMachine(url))
    throw new SpokenProblem({
      zh: `${url} 没有应答；只有本机的地址才能自己启动一个`,
      en: `${url} does not answer, and a server is only started on this machine`,
    });
  const own = isThere ? undefined : await startOwnServer(options, signal);
  try {
    if (own) await refuseUnlessDemo(url);
    return { url, ...(await signIn(options)), isOwn: own !== undefined, leave: async () => own?.stop() };
  } catch (error) {
    await own?.stop();
    throw error;
  }
}

/** Whether a server answers there. Throws if one does that is no demo or test one. */
async function refuseUnlessDemo(url: string): Promise<boolean> {
  const until = performance.now() + comesBackWithinMs;
  for (;;) {
    const answer = await askDemo(url);
    if (answer === 'nobody') return false;
    if (answer === 'demo') return true;
    // A service of a cluster that is just being started again is waited for.
    if (answer === 'away' && performance.now() < until) await sleep(500);
    else if (answer === 'real')
      throw new SpokenProblem({
        zh: `${url} 不是演示或测试服务器，拒绝在上面模拟`,
        en: `${url} is not a demo or test server: nothing is simulated there`,
      });
    else
      throw new SpokenProblem({
        zh: `${url} 上运行的不是集结，或者没有正常应答`,
        en: `What answers at ${url} is not Muster, or does not answer in order`,
      });
  }
}

async function askDemo(url: string): Promise<'nobody' | 'demo' | 'real' | 'away' | 'other'> {
  let response: Response;
  try {
    response = await fetch(`${url}/api/demo`, { signal: AbortSignal.timeout(askWithinMs) });
  } catch (error) {
    // Somebody who takes the connection and is silent is no free address.
    return error instanceof Error && error.name === 'TimeoutError' ? 'away' : 'nobody';
  }
  if (response.status >= 500) return 'away';
  const parsed = demoAnswer.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return 'other';
  return parsed.data.demo ? 'demo' : 'real';
}

/** Signs in as who was named, or as the demo's operator of the first data folder that is this server's. */
async function signIn({ url, credentials, dataFolders }: ServerOptions): Promise<SignedIn> {
  const folders = dataFolders.map((dataFolder) => ({ dataFolder, accounts: accountsOf(dataFolder) }));
  const known = folders.flatMap((folder) => {
    const account = operatorAmong(folder.accounts);
    return account ? [{ ...folder, account }] : [];
  });
  const named = credentials && { dataFolder: known[0]?.dataFolder, accounts: known[0]?.accounts ?? [], account: credentials };
  for (const { account, accounts, dataFolder } of named ? [named] : known) {
    const operator = new Person(url, account);
    try {
      await operator.signIn();
      return { operator, accounts, dataFolder };
    } catch (error) {
      if (!(error instanceof WrongCredentials)) throw error;
    }
  }
  throw new SpokenProblem(
    credentials
      ? { zh: `${url} 不认这个账号和密码（--login、--password）`, en: `${url} does not know this login and password (--login, --password)` }
      : {
          zh: `没有能登录 ${url} 的演示账号：用 MUSTER_DATA 指出它的数据文件夹，或给出 --login 和 --password`,
          en: `No demo account fits ${url}: name its data folder (MUSTER_DATA), or give --login and --password`,
        },
  );
}

function isThisMachine(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
