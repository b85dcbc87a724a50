import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SourceDocument } from '#contracts/incident.js';

/** An uploaded document as it came, with what was read out of it. It belongs to the org that uploaded it. */
@Entity({ schema: 'intake', name: 'source_document' })
export class SourceDocumentEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'media_type' }) mediaType!: string;
  @Column('text', { select: false }) body!: string;
  @Column('jsonb') facts!: Omit<SourceDocument, 'id'>;
  @Column({ type: 'boolean', name: 'exercise_only', update: false }) exerciseOnly!: boolean;
  @Column('timestamptz', { name: 'uploaded_at' }) uploadedAt!: Date;
  @Column('uuid', { name: 'uploaded_by' }) uploadedBy!: string;
  @Column('text', { name: 'org_path' }) orgPath!: string;
}
