import { Injectable } from '@nestjs/common';
import type { EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import type { News } from './news.js';
import { SocketFanOut } from './socket.fan-out.js';

/**
 * Announces news once the transaction that made them true has committed; a rolled-back one announces nothing. What is lost with the
 * process between commit and announcement is found by the sweep over undelivered rows.
 */
@Injectable()
export class CommitBell implements EntitySubscriberInterface {
  private readonly waiting = new WeakMap<QueryRunner, (() => void)[]>();

  constructor(
    database: DataSource,
    private readonly fanOut: SocketFanOut,
  ) {
    database.subscribers.push(this);
  }

  announce<Kind extends keyof News>(tx: EntityManager, kind: Kind, news: News[Kind]): void {
    const runner = tx.queryRunner;
    if (!runner) throw new Error('news are announced from inside a transaction');
    const bells = this.waiting.get(runner) ?? [];
    bells.push(() => this.fanOut.announce(kind, news));
    this.waiting.set(runner, bells);
  }

  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (queryRunner.isTransactionActive) return;
    const bells = this.waiting.get(queryRunner) ?? [];
    this.waiting.delete(queryRunner);
    for (const ring of bells) ring();
  }

  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    this.waiting.delete(queryRunner);
  }
}
