import type { MigrationInterface, QueryRunner } from 'typeorm';
import { busTables } from './messaging.tables.js';

/** The positions of the in-process bus: one per consumer group, source and shard. */
export class Bus1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(busTables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA bus CASCADE');
  }
}
