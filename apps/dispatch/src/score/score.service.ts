import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { ScoreLine, ScoreQuery, ScoreRowsAnswer, ScoresAnswer, scoreRowQuery } from '#contracts/score.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import type { RulesVersion } from '../whistle-rules/whistle-rules.service.js';
import { WhistleRulesService } from '../whistle-rules/whistle-rules.service.js';
import { spanOf } from './month.rules.js';
import { lineNames } from './line-name.queries.js';
import { scopeOf } from './score-scope.rules.js';
import type { Asked, FoundCall } from './score.queries.js';
import { countCalls, listCalls } from './score.queries.js';
import type { LineCounts } from './score.rules.js';
import { scoreLine } from './score.rules.js';
import { scoreRow } from './score-row.rules.js';

const rowsPerPage = 100;

/** What a query comes to: the calls that the lines are made from, those of the total, and the rules they are counted by. */
type Scored = { lines: Asked | null; total: Asked; rules: RulesVersion };

/** Both sides' scores 双考核, counted from the rows whenever they are asked for: nothing is stored that could differ from them. */
@Injectable()
export class ScoreService {
  constructor(
    private readonly database: DataSource,
    private readonly rules: WhistleRulesService,
    private readonly clock: Clock,
  ) {}

  /** The lines of a query, in the order of the directory and never by score, and all of it in one line. */
  async score(caller: SessionClaims, query: ScoreQuery): Promise<ScoresAnswer> {
    const { lines, total, rules } = await this.scopeQuery(caller, query);
    const tx = this.database.manager;
    const counted = lines ? await countCalls(tx, query.by, lines) : { lines: [], total: null };
    const whole = lines === total && counted.total ? counted.total : (await countCalls(tx, query.by, total)).total;
    const names = await lineNames(
      tx,
      query.by,
      counted.lines.map(({ key }) => key),
      rules.rules,
    );
    const lineOf = (counts: LineCounts, name: { zh: string; en: string }): ScoreLine =>
      scoreLine(query.side, name, counts, rules.rules.scores);
    return {
      computedAt: total.now.toISOString(),
      rulesVersion: rules.version,
      lines: counted.lines
        .map((counts) => ({ line: lineOf(counts, names.get(counts.key)!), sort: names.get(counts.key)!.sort }))
        .sort((one, other) => one.sort - other.sort || (one.line.key < other.line.key ? -1 : 1))
        .map(({ line }) => line),
      total: lineOf(whole, { zh: '合计', en: 'Total' }),
    };
  }

  /** The rows of a figure, each with whether it counts, and why. */
  async listRows(caller: SessionClaims, query: z.infer<typeof scoreRowQuery>): Promise<ScoreRowsAnswer> {
    const { calls, now, rules } = await this.readCalls(caller, query, { offset: query.after, limit: rowsPerPage + 1 });
    const rows = calls
      .slice(0, rowsPerPage)
      .map(({ facts, isFirst }) => scoreRow(query.side, query.figure, facts, isFirst, now, rules.scores.townCheckHours));
    return { rows, next: calls.length > rowsPerPage ? query.after + rowsPerPage : null };
  }

  /** The calls behind the lines of a query (of one line with its key), newest first, and what they are judged by. */
  async readCalls(
    caller: SessionClaims,
    query: ScoreQuery & { key?: string | undefined },
    page: { offset: number; limit: number },
  ): Promise<{ calls: FoundCall[]; now: Date; rules: WhistleRules }> {
    const { lines, total, rules } = await this.scopeQuery(caller, query);
    const calls = lines ? await listCalls(this.database.manager, { by: query.by, key: query.key ?? null }, lines, page) : [];
    return { calls, now: total.now, rules: rules.rules };
  }

  private async scopeQuery(caller: SessionClaims, query: ScoreQuery): Promise<Scored> {
    const months = spanOf(query);
    if (!months.ok) throw new Refused('invalid-input', undefined, months.fields);
    const rules = await this.rules.inForceBefore(this.database.manager, months.span.before);
    const common = {
      ...months.span,
      side: query.side,
      kind: query.kind ?? null,
      now: this.clock.now(),
      checkHours: rules.rules.scores.townCheckHours,
    };
    const { lines, total } = scopeOf(caller, query);
    const asked = lines && { ...common, ...lines };
    return { lines: asked, total: total === lines && asked ? asked : { ...common, ...total }, rules };
  }
}
