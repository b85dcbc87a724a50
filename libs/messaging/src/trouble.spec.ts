import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { LogLines } from './contract/log-lines.js';
import { Trouble } from './trouble.js';

describe('a trouble', () => {
  const lines = new LogLines();
  let now = 5_000;
  beforeEach(() => {
    lines.listen();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is told once, then each minute, and its end; the next one anew', () => {
    const trouble = new Trouble(new Logger('here'));
    trouble.over('never was');
    for (const line of ['first', 'again', 'and again']) trouble.tell(line);
    now += 59_000;
    trouble.tell('too soon');
    now += 2_000;
    trouble.tell('still');
    trouble.over('over');
    trouble.over('over twice');
    trouble.tell('another');
    expect(lines.take('warn')).toEqual(['first', 'still', 'another']);
    expect(lines.take('log')).toEqual(['over']);
  });
});
