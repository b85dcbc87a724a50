import { reviewItems, type StationedReview, type WriteReview } from '#contracts/stationed-review.js';

/** The sheet as people fill it in: points as text until they are a number, the grade empty until it is chosen. */
export type ReviewForm = {
  items: { item: (typeof reviewItems)[number]; points: string; words: string }[];
  grade: WriteReview['grade'] | '';
  words: string;
};

/** What stands in the sheet, every item in its order. */
export function formOfReview(review: Pick<StationedReview, 'items' | 'grade' | 'words'>): ReviewForm {
  return {
    items: reviewItems.map((item) => {
      const said = review.items.find((one) => one.item === item);
      return { item, points: said ? String(said.points) : '', words: said?.words ?? '' };
    }),
    grade: review.grade ?? '',
    words: review.words,
  };
}

const pointsOf = (text: string): number | null => {
  const points = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(points) && points >= 0 && points <= 20 ? points : null;
};

/** The sum of what has points; how many items have none yet. */
export function sumOf(form: ReviewForm): { sum: number; missing: number } {
  const points = form.items.map((one) => pointsOf(one.points));
  return { sum: points.reduce<number>((sum, one) => sum + (one ?? 0), 0), missing: points.filter((one) => one === null).length };
}

/** What the sheet still needs: an item without points from 0 to 20, the grade, the words. */
export function unfinishedReview(form: ReviewForm): string[] {
  return [
    ...form.items.filter((one) => pointsOf(one.points) === null).map((one) => one.item),
    ...(form.grade === '' ? ['grade'] : []),
    ...(form.words.trim() === '' ? ['words'] : []),
  ];
}

/** The body that writes the sheet, without its request id; null while something is missing. */
export function reviewBody(form: ReviewForm): Omit<WriteReview, 'requestId'> | null {
  if (unfinishedReview(form).length > 0 || form.grade === '') return null;
  return {
    items: form.items.map(({ item, points, words }) => ({ item, points: pointsOf(points) ?? 0, words: words.trim() })),
    grade: form.grade,
    words: form.words.trim(),
  };
}
