import { Injectable } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { ScoreQuery } from '#contracts/score.js';
import { Refused } from '#service-kit/refused.js';
import type { Figure } from './call-facts.rules.js';
import { figures } from './call-facts.rules.js';
import { judgeCall, scoreRow } from './score-row.rules.js';
import { ScoreService } from './score.service.js';
import type { DetailRow } from './score.workbook.js';
import { workbookNames, writeWorkbook } from './score.workbook.js';
import { verdictWords } from './verdict.words.js';

/** A sheet of more rows would keep the process from its deadlines while it is written; whoever needs them asks for fewer months or one kind. */
export const rowsAtMost = 10_000;

/** The scores as a workbook. */
@Injectable()
export class ScoreExportService {
  constructor(private readonly scores: ScoreService) {}

  /** Writes what the query answers, with every row behind it. Refuses `too-large` where there are too many rows for a sheet. */
  async write(caller: SessionClaims, query: ScoreQuery): Promise<{ content: Buffer; names: { ascii: string; full: string } }> {
    const answer = await this.scores.score(caller, query);
    const { calls, now, rules } = await this.scores.readCalls(caller, query, { offset: 0, limit: rowsAtMost + 1 });
    if (calls.length > rowsAtMost) {
      throw new Refused('too-large', {
        zh: `超过 ${rowsAtMost} 行，请少选几个月，或只选一种哨`,
        en: `More than ${rowsAtMost} rows: ask for fewer months, or one kind`,
      });
    }
    const { townCheckHours } = rules.scores;
    const details = calls.map(({ facts, isFirst }): DetailRow => ({
      row: scoreRow(query.side, 'whistles', facts, isFirst, now, townCheckHours),
      verdicts: Object.fromEntries(
        figures.map((figure) => {
          const { counts, hit, reason } = judgeCall(query.side, figure, facts, isFirst, now, townCheckHours);
          return [figure, { counts, hit, why: verdictWords[reason].zh }];
        }),
      ) as Record<Figure, DetailRow['verdicts'][Figure]>,
    }));
    return { content: await writeWorkbook({ query, answer, details, rules }), names: workbookNames(query) };
  }
}
