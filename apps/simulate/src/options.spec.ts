import { resolve } from 'node:path';
import { BadOption, readOptions } from './options.js';

const read = (words: string, variables: NodeJS.ProcessEnv = {}) =>
  readOptions(['node', 'main.js', ...words.split(' ').filter(Boolean)], variables);

describe('what the simulation is told', () => {
  it('is sensible where nothing is said', () => {
    expect(read('')).toEqual({
      story: 'response',
      whistles: 400,
      compression: 30,
      url: 'http://localhost:3000',
      points: null,
      seed: 1,
      level: 'II',
      minutes: 1,
      keep: false,
      dataFolders: [resolve('data'), resolve('data-cluster')],
      inherited: {},
    });
  });

  it('is read from the command line and the environment', () => {
    const words = 'simulate --points 40 --seed 7 --level Ⅲ --minutes 0.5 --url http://10.0.0.1:8080/ --json out.json --keep';
    expect(read(words, { MUSTER_LOGIN: 'zhiban', MUSTER_PASSWORD: 'secret', MUSTER_DATA: '/city' })).toMatchObject({
      url: 'http://10.0.0.1:8080',
      points: 40,
      seed: 7,
      level: 'III',
      minutes: 0.5,
      keep: true,
      json: resolve('out.json'),
      credentials: { login: 'zhiban', password: 'secret' },
      dataFolders: ['/city'],
    });
    expect(read('', { PORT: '3100' })).toMatchObject({ url: 'http://localhost:3100' });
  });

  it('is a night of whistles where that is the story', () => {
    expect(read('--story whistles')).toMatchObject({ story: 'whistles', whistles: 400, minutes: 20, compression: 30 });
    expect(read('--story whistles --whistles 12 --minutes 2 --compression 400')).toMatchObject({
      whistles: 12,
      minutes: 2,
      compression: 400,
    });
  });

  it('gives a county of so many points a data folder of its own', () => {
    expect(read('--points 1000')!.dataFolders[0]).toBe(resolve('data-points-1000'));
  });

  it('is nothing when help is asked for', () => {
    expect(read('--help')).toBeUndefined();
    expect(read('--points many -h')).toBeUndefined();
  });

  it.each([
    ['--points 0', '--points'],
    ['--points many', '--points'],
    ['--points 20000', '--points'],
    ['--points', '--points'],
    ['--seed -1', '--seed'],
    ['--seed=1.5', '--seed'],
    ['--level V', '--level'],
    ['--level red', '--level'],
    ['--minutes 0', '--minutes'],
    ['--url localhost', '--url'],
    ['--url ftp://localhost', '--url'],
    ['--json', '--json'],
    ['--login zhiban', '--login'],
    ['--keep=yes', '--keep'],
    ['--rounds 3', '--rounds'],
    ['--story flood', '--story'],
    ['--story whistles --whistles 0', '--whistles'],
    ['--story whistles --compression 0.5', '--compression'],
    ['--story whistles --level II', '--level'],
    ['--story whistles --points 40', '--points'],
    ['--whistles 12', '--whistles'],
    ['--story response --compression 60', '--compression'],
    ['-x', '-x'],
    ['all', 'all'],
  ])('%s is refused with one sentence in each language that names the option', (words, option) => {
    const refusal = refusalOf(() => read(words));
    expect(refusal).toBeInstanceOf(BadOption);
    for (const sentence of Object.values(refusal.text)) {
      expect(sentence.startsWith(`${option} `)).toBe(true);
      expect(sentence.split('\n')).toHaveLength(1);
    }
  });
});

function refusalOf(reading: () => unknown): BadOption {
  try {
    reading();
  } catch (error) {
    return error as BadOption;
  }
  throw new Error('it was not refused');
}
