import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Credentials } from '#desk-client/person.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** An option that does not fit, by its name. */
export class BadOption extends SpokenProblem {
  constructor(option: string, { zh, en }: { zh: string; en: string }) {
    super({ zh: `${option} ${zh}（用法：npm run simulate -- --help）`, en: `${option} ${en} (usage: npm run simulate -- --help)` });
  }
}

/** What is played: a response from the warning to the proof, or a night of whistles. */
export const stories = ['response', 'whistles'] as const;
export type Story = (typeof stories)[number];

/** What `npm run simulate` is told. */
export type SimulateOptions = {
  story: Story;
  url: string;
  /** How many command points; null for all there are. */
  points: number | null;
  seed: number;
  level: ResponseLevel;
  /** How long people go on answering; of a night, how many of its minutes the whistles are blown in. */
  minutes: number;
  /** How many whistles a night has. */
  whistles: number;
  /** So many minutes of a night pass in one. */
  compression: number;
  keep: boolean;
  json?: string;
  credentials?: Credentials;
  /** Where to look for the demo's accounts, in this order; a server of our own is started over the first. */
  dataFolders: string[];
  /** Handed on to a server of our own. */
  inherited: NodeJS.ProcessEnv;
};

/** What decides which server it is played on. */
export type ServerOptions = Pick<SimulateOptions, 'url' | 'points' | 'credentials' | 'dataFolders' | 'inherited'>;

const levels: Readonly<Record<string, ResponseLevel>> = { Ⅰ: 'I', Ⅱ: 'II', Ⅲ: 'III', Ⅳ: 'IV', I: 'I', II: 'II', III: 'III', IV: 'IV' };

const options = z.object({
  story: z.enum(stories).default('response'),
  points: z.coerce.number().int().min(1).max(19_500).nullable().default(null),
  seed: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  level: z.enum(Object.keys(levels)).optional(),
  minutes: z.coerce.number().min(0.05).max(120).optional(),
  whistles: z.coerce.number().int().min(1).max(5_000).optional(),
  compression: z.coerce.number().min(1).max(600).optional(),
  url: z.url({ protocol: /^https?$/ }),
  json: z.string().min(1).optional(),
  login: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  keep: z.boolean().default(false),
});
type Option = keyof z.infer<typeof options>;

/** What each option wants, for whoever gave it something else. */
const wanted: Readonly<Record<Option, { zh: string; en: string }>> = {
  story: { zh: '要 response 或 whistles', en: 'wants response or whistles' },
  whistles: { zh: '要 1 到 5000 的整数', en: 'wants a whole number from 1 to 5,000' },
  compression: { zh: '要 1 到 600 的数', en: 'wants a number from 1 to 600' },
  points: { zh: '要 1 到 19500 的整数', en: 'wants a whole number from 1 to 19,500' },
  seed: { zh: '要不小于 0 的整数', en: 'wants a whole number, 0 or more' },
  level: { zh: '要 I、II、III 或 IV', en: 'wants I, II, III or IV' },
  minutes: { zh: '要 0.05 到 120 的数', en: 'wants a number from 0.05 to 120' },
  url: { zh: '要 http:// 或 https:// 开头的地址', en: 'wants an address that begins with http:// or https://' },
  json: { zh: '要一个文件名', en: 'wants the name of a file' },
  login: { zh: '要一个账号', en: 'wants a login' },
  password: { zh: '要一个密码', en: 'wants a password' },
  keep: { zh: '不要值', en: 'takes no value' },
};

const defaultMinutes: Readonly<Record<Story, number>> = { response: 1, whistles: 20 };

/** What each story knows nothing of. */
const otherStorys: Readonly<Record<Story, readonly Option[]>> = { response: ['whistles', 'compression'], whistles: ['points', 'level'] };

/** Reads the command line and the environment; undefined if help is asked for. Throws BadOption for what does not fit. */
export function readOptions(argv: readonly string[], variables: NodeJS.ProcessEnv): SimulateOptions | undefined {
  const { help, ...given } = parse(argv);
  if (help) return undefined;
  const parsed = options.safeParse({
    ...given,
    url: given.url ?? `http://localhost:${variables.PORT || 3000}`,
    login: given.login ?? (variables.MUSTER_LOGIN || undefined),
    password: given.password ?? (variables.MUSTER_PASSWORD || undefined),
  });
  if (!parsed.success) {
    const option = parsed.error.issues[0]!.path[0] as Option;
    throw new BadOption(`--${option}`, wanted[option]);
  }
  const { story, points, seed, level, minutes, whistles, compression, url, json, login, password, keep } = parsed.data;
  const strange = (Object.keys(given) as Option[]).find((option) => otherStorys[story].includes(option));
  if (strange) throw new BadOption(`--${strange}`, { zh: `不属于 --story ${story}`, en: `does not belong to --story ${story}` });
  if ((login === undefined) !== (password === undefined))
    throw new BadOption(login === undefined ? '--password' : '--login', {
      zh: '要账号和密码一起给',
      en: 'wants login and password together',
    });
  return {
    story,
    url: new URL(url).origin,
    points,
    seed,
    level: levels[level ?? 'II']!,
    minutes: minutes ?? defaultMinutes[story],
    whistles: whistles ?? 400,
    compression: compression ?? 30,
    keep,
    ...(json === undefined ? {} : { json: resolve(json) }),
    ...(login === undefined || password === undefined ? {} : { credentials: { login, password } }),
    dataFolders: foldersFor(points, variables).map((folder) => resolve(folder)),
    inherited: variables,
  };
}

/** A county of N points has a data folder of its own: one folder holds one city. */
function foldersFor(points: number | null, { MUSTER_DATA }: NodeJS.ProcessEnv): string[] {
  if (MUSTER_DATA) return [MUSTER_DATA];
  return [...(points === null ? [] : [`data-points-${points}`]), 'data', 'data-cluster'];
}

const text = { type: 'string' } as const;
const yes = { type: 'boolean' } as const;

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      // `npm run simulate -- …` comes by way of the starter, whose own word stands first.
      args: argv.slice(argv[2] === 'simulate' ? 3 : 2),
      options: {
        ...{ story: text, whistles: text, compression: text },
        ...{ points: text, seed: text, level: text, minutes: text, url: text, json: text, login: text, password: text },
        keep: yes,
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw misread(error as Error & { code?: string });
  }
}

/** The parser's complaint in our words, with the option that it is about. */
function misread({ code, message }: Error & { code?: string }): BadOption {
  const [, option = message] = /'((?:-\w, )?-{0,2}[^' ]*)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return new BadOption(option, wanted[option.replace(/^--/, '') as Option] ?? wanted.keep);
  return new BadOption(option, { zh: '不是这里的选项', en: 'is no option here' });
}
