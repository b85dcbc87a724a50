import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Incident, WarningFlag } from '#contracts/incident.js';

/** The row of an incident. `exercise` is written once and never changed. */
@Entity({ schema: 'intake', name: 'incident' })
export class IncidentEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column({ type: 'boolean', update: false }) exercise!: boolean;
  @Column('text') state!: Incident['state'];
  @Column('text') category!: string;
  @Column('text') title!: string;
  @Column('text') nature!: string;
  @Column('text', { name: 'event_level' }) eventLevel!: Incident['eventLevel'];
  @Column('text', { name: 'place_description' }) placeDescription!: string;
  @Column('double precision', { nullable: true }) longitude!: number | null;
  @Column('double precision', { nullable: true }) latitude!: number | null;
  @Column('text', { name: 'unit_ids', array: true }) unitIds!: string[];
  @Column('text', { name: 'scene_org_id', nullable: true }) sceneOrgId!: string | null;
  @Column('boolean', { name: 'has_happened' }) hasHappened!: boolean;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column({ type: 'timestamptz', name: 'known_at', update: false }) knownAt!: Date;
  @Column('text', { name: 'source_kind' }) sourceKind!: Incident['source']['kind'];
  @Column('text', { name: 'source_reference' }) sourceReference!: string;
  @Column('uuid', { name: 'warning_id', nullable: true }) warningId!: string | null;
  @Column('jsonb') warnings!: WarningFlag[];
  @Column('jsonb', { name: 'first_report' }) firstReport!: Incident['firstReport'];
  @Column({ type: 'timestamptz', name: 'opened_at', update: false }) openedAt!: Date;
  @Column({ type: 'uuid', name: 'opened_by', update: false }) openedBy!: string;
}
