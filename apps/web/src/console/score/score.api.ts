import type { ScoreQuery, ScoreRowQuery, ScoreRowsAnswer, ScoresAnswer } from '#contracts/score.js';
import { api } from '../../session/api-client.js';

const asText = (asked: Record<string, string | number | undefined>): string =>
  new URLSearchParams(
    Object.entries(asked).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]])),
  ).toString();

/** The scores of a question, the rows that one of its figures was made from, and the same as a workbook. */
export const readScores = (asked: ScoreQuery): Promise<ScoresAnswer> => api.get(`/api/scores?${asText(asked)}`);
export const readScoreRows = (asked: Omit<ScoreRowQuery, 'after'> & { after?: number }): Promise<ScoreRowsAnswer> =>
  api.get(`/api/scores/rows?${asText(asked)}`);
export const readScoreWorkbook = (asked: ScoreQuery): Promise<Blob> => api.document(`/api/scores/xlsx?${asText(asked)}`);
