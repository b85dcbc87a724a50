import { Injectable } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { ScoreQuery } from '#contracts/score.js';
import { Refused } from '#service-kit/refused.js';
import { ScoreService } from './score.service.js';
import type { ScoreTable } from './score.workbook.js';
import { workbookNames } from './score.workbook.js';
import { WorkbookWriter } from './workbook-writer.js';

/** More rows would keep the process for too long while they are handed over; whoever needs them asks for fewer months or one kind. */
export const rowsAtMost = 10_000;

/** The scores as a workbook. */
@Injectable()
export class ScoreExportService {
  constructor(
    private readonly scores: ScoreService,
    private readonly writer: WorkbookWriter,
  ) {}

  /** Writes what the query answers, with every row behind it. Refuses `too-large` where there are too many rows for a sheet. */
  async write(caller: SessionClaims, query: ScoreQuery): Promise<{ content: Buffer; names: { ascii: string; full: string } }> {
    return { content: await this.writer.write(() => this.readTable(caller, query)), names: workbookNames(query) };
  }

  private async readTable(caller: SessionClaims, query: ScoreQuery): Promise<ScoreTable> {
    const answer = await this.scores.score(caller, query);
    const { calls, now, rules } = await this.scores.readCalls(caller, query, { offset: 0, limit: rowsAtMost + 1 });
    if (calls.length > rowsAtMost) {
      throw new Refused('too-large', {
        zh: `超过 ${rowsAtMost} 行，请少选几个月，或只选一种哨`,
        en: `More than ${rowsAtMost} rows: ask for fewer months, or one kind`,
      });
    }
    return { query, answer, calls, now, rules };
  }
}
