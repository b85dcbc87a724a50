import { isLostAnswer, readProblem, RefusedByServer } from './problem.rules.js';

describe('problem', () => {
  it('reads fields and words', () => {
    const refused = new RefusedByServer(
      readProblem(400, {
        type: 't',
        title: '输入有误',
        code: 'invalid-input',
        detail: '有一项不对',
        fields: [{ field: 'statements.matter', reason: '没填', reasonEn: 'missing' }, 7],
      }),
    );
    expect(refused.code).toBe('invalid-input');
    expect(refused.words).toBe('有一项不对');
    expect(refused.fieldReason('statements', false)).toBe('没填');
    expect(refused.fieldReason('statements.matter', true)).toBe('missing');
    expect(refused.fieldReason('state', true)).toBeNull();
  });

  it.each([[null], ['<html>502</html>'], [[]], [{ title: 5 }]])('makes a problem of %j', (body) => {
    expect(readProblem(418, body)).toMatchObject({ title: 'HTTP 418', code: 'http-418', status: 418, fields: undefined });
  });

  it.each([
    [400, false],
    [401, false],
    [409, false],
    [408, true],
    [500, true],
    [503, true],
  ])('status %i leaves the outcome unknown: %s', (status, lost) => {
    expect(isLostAnswer(status)).toBe(lost);
  });
});
