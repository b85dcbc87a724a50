import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WarningDoor, WarningReach } from '#contracts/warning.js';
import type { HeldFacts } from './merge.rules.js';

/** A warning as it stands: what its messages say together. `exercise` is written once and never changed. */
@Entity({ schema: 'intake', name: 'warning' })
export class WarningEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column({ type: 'boolean', update: false }) exercise!: boolean;
  /** The warning that it turned out to be: that one answers for it. */
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto!: string | null;
  @Column('boolean') cancelled!: boolean;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('text') reach!: WarningReach;
  /** Every unit that any of its messages touched: who was warned also hears that it moved away. */
  @Column('text', { name: 'unit_ids', array: true }) unitIds!: string[];
  /** Paths of the orgs that received any of its messages. */
  @Column('text', { name: 'received_paths', array: true }) receivedPaths!: string[];
  @Column('text') door!: WarningDoor;
  /** When the message that holds now was received. */
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
  @Column('integer', { name: 'message_count' }) messageCount!: number;
  @Column('jsonb') facts!: HeldFacts;
}
