import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { ReviewRowsAnswer, StationedReview, StationedReviewsAnswer, WriteReview } from '#contracts/stationed-review.js';
import { reviewItems } from '#contracts/stationed-review.js';
import type { Actor } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import type { Fact, Year } from './review-facts.queries.js';
import { countFacts, factNames, listFactRows } from './review-facts.queries.js';
import type { ReviewRecord } from './stationed-review.queries.js';
import { findReview, listReviews, lockReview, makeDrafts, readNames, readPeople } from './stationed-review.queries.js';
import { hashOfSheet, makesSheets, missingOf, reviewScopeOf, writingProblems } from './stationed-review.rules.js';

/** The yearly sheets 派驻人员考核评价: written and signed by the town, read by the department, the same for ever once they are signed. */
@Injectable()
export class StationedReviewService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The sheets of a year that the caller may read. A town's are made when they are first asked for. */
  async list(caller: SessionClaims, year: number): Promise<StationedReviewsAnswer> {
    const scope = reviewScopeOf(caller);
    if (!scope) return { reviews: [] };
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      if (scope.unitId !== null && makesSheets(year, now)) await this.makeSheets(tx, scope.unitId, year, now);
      return { reviews: await this.present(tx, await listReviews(tx, scope, year)) };
    });
  }

  async read(caller: SessionClaims, reviewId: string): Promise<StationedReview> {
    return this.database.transaction(async (tx) => this.presentOne(tx, await this.find(tx, caller, reviewId)));
  }

  /** The rows of one fact; of a signed sheet as they were then. */
  async listRows(caller: SessionClaims, reviewId: string, fact: Fact): Promise<ReviewRowsAnswer> {
    return this.database.transaction(async (tx) => {
      const record = await this.find(tx, caller, reviewId);
      return { rows: record.rows?.[fact] ?? (await listFactRows(tx, record, fact, this.yearOf(record.year))) };
    });
  }

  /** Writes the sheet as far as it is known; all of it each time. Refuses `review-signed` when it is signed. */
  async write(caller: SessionClaims, reviewId: string, command: WriteReview): Promise<StationedReview> {
    const problems = writingProblems(command.items);
    if (problems.length > 0) throw new Refused('invalid-input', undefined, problems);
    return this.change(caller, 'stationed-review.write', reviewId, command, async (tx, record) => {
      const items = reviewItems.flatMap((item) => command.items.filter((one) => one.item === item));
      await tx.query('UPDATE dispatch.stationed_review SET items = $2, grade = $3, words = $4 WHERE id = $1', [
        reviewId,
        JSON.stringify(items),
        command.grade,
        command.words,
      ]);
      return this.note(tx, 'stationed-review.written', record, { kind: caller.kind, id: caller.sub });
    });
  }

  /** Signs the sheet with its facts and people as they are at this moment. From then on nobody can change it. */
  async sign(caller: SessionClaims, reviewId: string, command: { requestId: string }): Promise<StationedReview> {
    return this.change(caller, 'stationed-review.sign', reviewId, command, async (tx, record) => {
      const missing = missingOf(record);
      if (missing.length > 0) throw new Refused('review-incomplete', undefined, missing);
      const now = this.clock.now();
      const { facts, people } = await this.presentOne(tx, record);
      const kept = people.map(({ personId, postName }) => ({ personId, postName }));
      const hash = hashOfSheet({ ...record, facts, people: kept, signedAt: now.toISOString() });
      const rows: Partial<Record<Fact, unknown>> = {};
      for (const fact of factNames) rows[fact] = await listFactRows(tx, record, fact, this.yearOf(record.year));
      await tx.query(
        `UPDATE dispatch.stationed_review SET facts = $2, people = $3, rows = $4, signed_hash = $5, signed_at = $6, signed_by = $7 WHERE id = $1`,
        [reviewId, JSON.stringify(facts), JSON.stringify(kept), JSON.stringify(rows), hash, now, caller.sub],
      );
      await this.note(tx, 'stationed-review.signed', record, { kind: caller.kind, id: caller.sub }, { hash });
    });
  }

  private async change(
    caller: SessionClaims,
    name: string,
    reviewId: string,
    command: { requestId: string } & Record<string, unknown>,
    work: (tx: EntityManager, record: ReviewRecord) => Promise<void>,
  ): Promise<StationedReview> {
    if (reviewScopeOf(caller)?.signedOnly !== false) throw new Refused('not-found');
    return this.database.transaction((tx) =>
      answerOnce(tx, 'dispatch', { subjectId: caller.sub, name, body: command, target: reviewId }, async () => {
        await this.find(tx, caller, reviewId);
        await lockReview(tx, reviewId);
        const record = await this.find(tx, caller, reviewId);
        if (record.signedAt) throw new Refused('review-signed');
        await work(tx, record);
        return this.presentOne(tx, await this.find(tx, caller, reviewId));
      }),
    );
  }

  private async find(tx: EntityManager, caller: SessionClaims, reviewId: string): Promise<ReviewRecord> {
    const scope = reviewScopeOf(caller);
    const record = scope && (await findReview(tx, scope, reviewId));
    if (!record) throw new Refused('not-found');
    return record;
  }

  private async makeSheets(tx: EntityManager, unitId: string, year: number, now: Date): Promise<void> {
    const made = await makeDrafts(tx, unitId, year, uuidv7, now);
    const by: Actor = { kind: 'service', id: 'dispatch' };
    await appendTimeline(
      tx,
      'dispatch',
      made.map((reviewId) => ({ at: now, what: 'stationed-review.made', by, unitId, facts: { reviewId } })),
    );
  }

  private async note(
    tx: EntityManager,
    what: string,
    { id, unitId }: ReviewRecord,
    by: Actor,
    facts: Record<string, unknown> = {},
  ): Promise<void> {
    await appendTimeline(tx, 'dispatch', [{ at: this.clock.now(), what, by, unitId, facts: { reviewId: id, ...facts } }]);
  }

  private async presentOne(tx: EntityManager, record: ReviewRecord): Promise<StationedReview> {
    return (await this.present(tx, [record]))[0]!;
  }

  /** A draft shows what is so now, a signed sheet what was so then. */
  private async present(tx: EntityManager, records: readonly ReviewRecord[]): Promise<StationedReview[]> {
    const drafts = records.filter((record) => !record.signedAt);
    const facts =
      drafts.length > 0 ? await countFacts(tx, drafts, this.yearOf(drafts[0]!.year)) : new Map<string, StationedReview['facts']>();
    const people = await readPeople(
      tx,
      drafts.map(({ stationOrgId }) => stationOrgId),
    );
    const shown = records.map((record) => ({
      record,
      facts: record.facts ?? facts.get(record.stationOrgId)!,
      people: record.people ?? people.get(record.stationOrgId)!,
    }));
    const names = await readNames(
      tx,
      shown.flatMap((one) => one.people.map(({ personId }) => personId)),
    );
    return shown.map(({ record: { rows: _rows, ...record }, ...frozen }) => ({
      ...record,
      facts: frozen.facts,
      people: frozen.people.map(({ personId, postName }) => ({ personId, name: names.get(personId) ?? '—', postName })),
      state: record.signedAt ? 'signed' : 'draft',
      signedAt: record.signedAt?.toISOString() ?? null,
    }));
  }

  private yearOf(year: number): Year {
    return {
      from: new Date(`${year}-01-01T00:00:00+08:00`),
      before: new Date(`${year + 1}-01-01T00:00:00+08:00`),
      now: this.clock.now(),
    };
  }
}
