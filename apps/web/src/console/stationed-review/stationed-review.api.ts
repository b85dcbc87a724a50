import type { ReviewRowsAnswer, StationedReview, StationedReviewsAnswer, WriteReview } from '#contracts/stationed-review.js';
import { api } from '../../session/api-client.js';

const part = encodeURIComponent;

/** The yearly sheets, one function per route. */
export const readReviews = async (year: number): Promise<StationedReview[]> =>
  (await api.get<StationedReviewsAnswer>(`/api/stationed-reviews?year=${year}`)).reviews;
export const readReview = (id: string): Promise<StationedReview> => api.get(`/api/stationed-reviews/${part(id)}`);
export const readReviewRows = async (id: string, fact: string): Promise<ReviewRowsAnswer['rows']> =>
  (await api.get<ReviewRowsAnswer>(`/api/stationed-reviews/${part(id)}/rows?fact=${part(fact)}`)).rows;
export const writeReview = (id: string, body: WriteReview): Promise<StationedReview> =>
  api.command(`/api/stationed-reviews/${part(id)}`, body, undefined, 'PUT');
export const signReview = (id: string, body: { requestId: string }): Promise<StationedReview> =>
  api.command(`/api/stationed-reviews/${part(id)}/sign`, body);
