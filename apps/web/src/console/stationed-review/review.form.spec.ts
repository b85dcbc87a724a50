import { reviewItems, writeReview } from '#contracts/stationed-review.js';
import { formOfReview, reviewBody, sumOf, unfinishedReview } from './review.form.js';

const empty = formOfReview({ items: [], grade: null, words: '' });
const full = {
  ...empty,
  items: empty.items.map((one) => ({ ...one, points: '18.5' })),
  grade: 'competent' as const,
  words: '随叫随到',
};

describe('the yearly sheet', () => {
  it('has every item in its order, and says what is missing', () => {
    expect(empty.items.map((one) => one.item)).toEqual([...reviewItems]);
    expect(unfinishedReview(empty)).toEqual([...reviewItems, 'grade', 'words']);
    expect(reviewBody(empty)).toBeNull();
  });

  it('goes out as its contract asks once it is full', () => {
    const body = { requestId: '019a0000-0000-7000-8000-000000000001', ...reviewBody(full)! };
    expect(writeReview.parse(body)).toEqual(body);
    expect(sumOf(full)).toEqual({ sum: 92.5, missing: 0 });
  });

  it.each(['21', '-1', 'viel', ' '])('takes %j for no points', (points) => {
    const form = { ...full, items: full.items.map((one, at) => (at === 2 ? { ...one, points } : one)) };
    expect(unfinishedReview(form)).toEqual([reviewItems[2]]);
    expect(sumOf(form)).toEqual({ sum: 74, missing: 1 });
  });
});
