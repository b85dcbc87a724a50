import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { SourceDocument } from '#contracts/incident.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { readIntakeData } from '../intake.data.js';
import type { EventWords } from './cap-proposal.rules.js';
import { proposalsOf } from './cap-proposal.rules.js';
import { readCap } from './cap.rules.js';
import { SourceDocumentEntity } from './source-document.entity.js';

/** Documents that incidents come from: read, kept as they came, and turned into proposals that people decide on. */
@Injectable()
export class SourceDocumentService {
  private readonly words = readIntakeData<{ words: EventWords }>('event-words.json').words;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly catalog: CategoryCatalog,
  ) {}

  /** Keeps a CAP message and answers what it proposes; a broken one is refused with every reason and its line, and nothing is kept. */
  async uploadDocument(caller: SessionClaims, mediaType: string, body: Uint8Array | string): Promise<SourceDocument> {
    const reading = readCap(body);
    if (!reading.ok) throw new Refused('invalid-cap', undefined, reading.fields);
    const { codes: _codes, severity: _severity, ...said } = reading.message;
    const known = said.profile === 'china' ? this.catalog.byCode.get(said.event)?.name : undefined;
    const facts = { ...said, event: known ?? said.event, ...proposalsOf(reading.message, this.catalog, this.words) };
    const now = this.clock.now();
    const id = uuidv7();
    await this.database.transaction(async (tx) => {
      await tx.insert(SourceDocumentEntity, {
        id,
        mediaType,
        body: reading.text,
        facts,
        exerciseOnly: facts.exerciseOnly,
        uploadedAt: now,
        uploadedBy: caller.sub,
        orgPath: caller.orgPath,
      });
      await appendTimeline(tx, 'intake', [
        {
          at: now,
          what: 'source-document.uploaded',
          by: { kind: caller.kind, id: caller.sub },
          facts: { documentId: id, profile: facts.profile, identifier: facts.identifier },
        },
      ]);
    });
    return { id, ...facts };
  }

  /** What a document says and proposes; missing and out of scope answer alike. */
  async findDocument(caller: SessionClaims, id: string): Promise<SourceDocument> {
    const row = await this.database.manager
      .createQueryBuilder(SourceDocumentEntity, 'document')
      .where('document.id = :id', { id })
      .andWhere(inScopeSql('document.org_path', ':orgPath'), { orgPath: caller.orgPath })
      .getOne();
    if (!row) throw new Refused('not-found');
    return { id: row.id, ...row.facts };
  }
}
