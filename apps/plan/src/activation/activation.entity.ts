import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Statements } from '#contracts/activation.js';
import type { ResponseLevel } from '#contracts/scales.js';

/** One response as it was started: statements, plan versions and authority never change; only its end is added. */
@Entity({ schema: 'plan', name: 'activation' })
export class ActivationEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'incident_id' }) incidentId!: string;
  @Column('boolean') exercise!: boolean;
  @Column('text') state!: 'running' | 'ended';
  @Column('text') level!: ResponseLevel;
  @Column('jsonb') statements!: Statements;
  @Column('text', { name: 'unit_ids', array: true }) unitIds!: string[];
  @Column('text', { name: 'plan_nos', array: true }) planNos!: string[];
  @Column('uuid', { name: 'plan_version_ids', array: true }) planVersionIds!: string[];
  @Column('text', { name: 'authority_org_id' }) authorityOrgId!: string;
  @Column('text', { name: 'authority_post_id' }) authorityPostId!: string;
  @Column('text', { name: 'authority_unit_id', nullable: true }) authorityUnitId!: string | null;
  @Column('text') approval!: string;
  @Column('text', { array: true }) reports!: string[];
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('uuid', { name: 'started_by' }) startedBy!: string;
  @Column('timestamptz', { name: 'expected_until' }) expectedUntil!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('uuid', { name: 'ended_by', nullable: true }) endedBy!: string | null;
  @Column('text', { name: 'end_reason', nullable: true }) endReason!: string | null;
  @Column('integer', { name: 'expected_rows' }) expectedRows!: number;
  @Column('integer') parts!: number;
}
