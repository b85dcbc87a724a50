import { pointOf, pointText } from './position.view.js';

describe('a point in words', () => {
  it.each([
    ['120.7433, 31.9312', [120.7433, 31.9312]],
    ['120.7433，31.9312', [120.7433, 31.9312]],
    ['120.7433 31.9312', [120.7433, 31.9312]],
  ])('reads %s', (text, coordinates) => {
    expect(pointOf(text)).toEqual({ type: 'Point', coordinates });
  });

  it.each(['', '120', '120,', '三号涵闸', '31.9, 120.7', '1, 2, 3'])('takes %j for no point', (text) => {
    expect(pointOf(text)).toBeNull();
  });

  it('writes what it reads', () => {
    expect(pointText(pointOf('120.7433, 31.9312'))).toBe('120.7433, 31.9312');
    expect(pointText(null)).toBe('');
  });
});
