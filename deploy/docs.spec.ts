import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { documents, proofOf, proofs, proseOf, root, shellBlocks, textOf } from './testing/docs.js';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const pairs = documents.filter((document) => document.endsWith('.zh-CN.md')).map((zh) => [zh.replace('.zh-CN', ''), zh] as const);
const headings = (document: string): number[] => [...proseOf(document).matchAll(/^(#+) /gm)].map(([, marks]) => marks!.length);

/** All words that the pages say, of one language, as one text. */
function wordsOf(language: string): string {
  const folder = path.join(root, 'apps/web/src/words', language);
  return readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}

describe.each(documents)('%s', (document) => {
  it('names no command that nothing proves', () => {
    const commands = shellBlocks(document).flat();
    expect(commands.filter((command) => !proofOf(command))).toEqual([]);
    for (const command of commands) {
      const proof = proofOf(command)!;
      if ('by' in proof) expect({ command, proof: existsSync(path.join(root, proof.by)) }).toEqual({ command, proof: true });
      if ('system' in proof) for (const file of proof.system) expect(files).toContain(file);
    }
  });

  it('names no npm script and no program that is not there', () => {
    const named = [...textOf(document).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !scripts[name])).toEqual([]);
    for (const [, name] of textOf(document).matchAll(/npm run test:\w+ -- ([\w.]+)/g)) {
      expect(files.some((file) => file.endsWith('.spec.ts') && file.includes(name!))).toBe(true);
    }
    const programs = [...textOf(document).matchAll(/node ((?:deploy|dist)\/[\w./-]+\.m?js)/g)].map(([, program]) => program!);
    const sourceOf = (program: string): string => program.replace(/^dist\/(.*)\.js$/, '$1.ts');
    expect(programs.filter((program) => !existsSync(path.join(root, sourceOf(program))))).toEqual([]);
  });

  it('leads nowhere that is not there', () => {
    const links = [...proseOf(document).matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!).filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !existsSync(path.join(root, path.dirname(document), link.split('#')[0]!)))).toEqual([]);
    const paths = [...proseOf(document).matchAll(/`((?:apps|libs|deploy|docs|\.ci)\/[\w./-]+)`/g)].map(([, named]) => named!);
    expect(paths.filter((named) => !existsSync(path.join(root, named)))).toEqual([]);
    const names = [...proseOf(document).matchAll(/`((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|mjs|json|yml|service))`/g)].map(
      ([, name]) => name!,
    );
    const made = ['demo-accounts.json', 'secrets.json', 'cluster.json', 'backup.json'];
    expect(names.filter((name) => !made.includes(name) && !files.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([]);
  });

  it('names no setting that no program reads', () => {
    const sources = files.filter(
      (file) => /^(apps|libs)\/[^/]+\/src\/.*\.ts$/.test(file) && !file.endsWith('.spec.ts') && existsSync(path.join(root, file)),
    );
    const schemas = sources.map((file) => readFileSync(path.join(root, file), 'utf8')).filter((text) => text.includes(`from 'zod'`));
    const rows = [...textOf(document).matchAll(/^\| ([^|]*)\|/gm)].map(([, cell]) => cell!);
    const settings = rows.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name!));
    const known = (name: string): boolean =>
      schemas.some((text) => new RegExp(`\\b${name}:\\s*(z|flag|list|count)\\b`).test(text)) ||
      /^(DIRECTORY|INTAKE|PLAN|DISPATCH|NOTIFICATION)_URLS$/.test(name);
    expect(settings.filter((name) => !known(name))).toEqual([]);
  });

  it('speaks of the product alone: no path of a workplace, nothing that is to come', () => {
    expect(textOf(document)).not.toMatch(/\/work\/|\/tmp\/|\/root\/|coming soon|即将|TODO/i);
  });
});

describe.each(pairs)('%s and %s', (en, zh) => {
  it('have the same headings and the same commands', () => {
    expect(headings(zh)).toEqual(headings(en));
    expect(shellBlocks(zh)).toEqual(shellBlocks(en));
  });
});

it.each(['docs/operator', 'docs/village', 'docs/department'])('%s quotes only what the pages say', (name) => {
  for (const [document, language] of [
    [`${name}.zh-CN.md`, 'zh-CN'],
    [`${name}.md`, 'en'],
  ] as const) {
    const said = wordsOf(language);
    const quoted = [...proseOf(document).matchAll(/“([^“”]+)”/g)].map(([, words]) => words!);
    expect(quoted.length).toBeGreaterThan(10);
    // A quoted sentence may stand for one with figures in it: `Accepted, issued n of N`.
    const isSaid = (words: string): boolean => words.split(/\b[nN]\b|几|\d+ ?|…$/).every((part) => said.includes(part.trim()));
    expect(quoted.filter((words) => words !== '贝碧嘉' && !isSaid(words))).toEqual([]);
  }
});

it('has no proof that proves nothing', () => {
  const commands = documents.flatMap((document) => shellBlocks(document).flat());
  expect(proofs.filter(([pattern]) => !commands.some((command) => pattern.test(command))).map(String)).toEqual([]);
});
