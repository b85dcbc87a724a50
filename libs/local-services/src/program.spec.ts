import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findJava, findProgram, majorOf } from './program.js';

describe('majorOf', () => {
  it.each([
    ['17.0.15', 17],
    ['21', 21],
    ['21-ea', 21],
    ['25.0.1+8', 25],
    ['11.0.22', 11],
    ['1.8.0_402', 8],
    ['what is this', NaN],
  ])('%s is %d', (version, major) => expect(majorOf(version)).toBe(major));
});

describe('programs of this machine', () => {
  let parent: string;

  beforeEach(() => (parent = mkdtempSync(path.join(tmpdir(), 'muster-programs-'))));
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  function program(folder: string, name: string, script: string): string {
    mkdirSync(path.join(parent, folder), { recursive: true });
    const file = path.join(parent, folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  const java = (folder: string, version: string): string => program(folder, 'java', `echo 'openjdk version "${version}" 2025-04-15' >&2`);

  it('takes the first Java that is new enough, past one that is too old and one that does not run', async () => {
    program('broken', 'java', 'echo Unable to locate a Java Runtime >&2; exit 1');
    java('old', '11.0.22');
    const wanted = java('new', '17.0.1');
    java('newer', '21.0.2');
    const folders = ['none', 'broken', 'old', 'new', 'newer'].map((folder) => path.join(parent, folder));
    expect(await findJava(folders)).toBe(wanted);
  });

  it('says in one sentence which Java is there instead', async () => {
    java('old', '1.8.0_402');
    await expect(findJava([path.join(parent, 'old')])).rejects.toMatchObject({
      code: 'java-missing',
      text: {
        zh: '本机 Kafka 需要 Java 17 或更高版本（现有 Java 1.8.0_402）；请安装（Debian：apt-get install default-jre-headless），或用 KAFKA_BROKERS 指定已有的 Kafka。',
        en: expect.stringContaining('(this is Java 1.8.0_402)') as string,
      },
    });
  });

  it('or that there is none', async () => {
    await expect(findJava([parent])).rejects.toMatchObject({
      code: 'java-missing',
      text: { zh: expect.stringContaining('（未找到）') as string, en: expect.stringContaining('(there is none)') as string },
    });
  });

  it('finds a program by its name or by its whole path, but no folder and no file that cannot be run', () => {
    const kcat = program('bin', 'kcat', 'true');
    mkdirSync(path.join(parent, 'first/kcat'), { recursive: true });
    mkdirSync(path.join(parent, 'second'));
    writeFileSync(path.join(parent, 'second/kcat'), '', { mode: 0o644 });
    expect(
      findProgram(
        'kcat',
        ['first', 'second', 'bin'].map((folder) => path.join(parent, folder)),
      ),
    ).toBe(kcat);
    expect(findProgram(kcat, [])).toBe(kcat);
    expect(findProgram(path.join(parent, 'second/kcat'), [])).toBeUndefined();
  });
});
