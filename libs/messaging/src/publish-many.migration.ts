import type { MigrationInterface, QueryRunner } from 'typeorm';
import { publishFunction, publishManyFunction } from './messaging.tables.js';

/** Publishing for all shards with one commit: a click is spread over all of them. */
export class PublishMany1764460800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(publishManyFunction);
    await runner.query('DROP FUNCTION bus.publish');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(publishFunction);
    await runner.query('DROP FUNCTION bus.publish_many');
  }
}
