import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WarningDoor } from '#contracts/warning.js';
import type { CapMessage } from './cap/cap.rules.js';
import type { Reference } from './cap/references.rules.js';
import type { MessageFacts } from './warning-facts.rules.js';

/** A message as it came, with what was read out of it. Only the warning that it belongs to may change. */
@Entity({ schema: 'intake', name: 'warning_message' })
export class WarningMessageEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'warning_id' }) warningId!: string;
  @Column({ type: 'text', update: false }) sender!: string;
  @Column({ type: 'text', update: false }) identifier!: string;
  @Column({ type: 'text', update: false }) profile!: CapMessage['profile'];
  @Column({ type: 'text', name: 'msg_type', update: false }) msgType!: CapMessage['msgType'];
  @Column({ type: 'text', update: false }) status!: CapMessage['status'];
  @Column({ type: 'boolean', update: false }) exercise!: boolean;
  @Column({ type: 'timestamptz', name: 'sent_at', update: false }) sentAt!: Date;
  @Column({ type: 'timestamptz', name: 'received_at', update: false }) receivedAt!: Date;
  @Column({ type: 'text', update: false }) door!: WarningDoor;
  @Column({ type: 'jsonb', name: 'refers_to', update: false }) refersTo!: Reference[];
  /** Null for a message without `info`. */
  @Column({ type: 'jsonb', nullable: true, update: false }) facts!: MessageFacts | null;
  @Column({ type: 'text', update: false }) digest!: string;
  @Column({ type: 'bytea', select: false, update: false }) body!: Buffer;
}
