import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Evidence, EvidenceFields } from '#contracts/evidence.js';
import { evidenceFields, largestEvidenceBytes } from '#contracts/evidence.js';
import { Clock } from '#service-kit/clock.js';
import { readForm } from '#service-kit/form.js';
import { parseInput } from '#service-kit/input.pipe.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { findTask, lockTask } from '../task/task-lock.queries.js';
import type { TappableTask } from '../task/task-lock.queries.js';
import { ContentInspector } from './content-inspector.js';
import { judgeContent } from './content.rules.js';
import { keptName, temporaryName } from './evidence-name.rules.js';
import { EvidenceStore } from './evidence-store.js';
import type { StoredContent } from './evidence-store.js';
import {
  countEvidence,
  findEvidence,
  holdContent,
  insertEvidence,
  listEvidence,
  refusedField,
  requireReader,
  toEvidence,
} from './evidence.queries.js';
import { mayAdd, positionOf } from './evidence.rules.js';

type Received = Awaited<ReturnType<ContentInspector['conclude']>>;
type Piece = EvidenceFields & { mediaType: string } & Pick<Received, 'bytes' | 'sha256'>;
/** What is being received, and whether it may have been kept already. */
type Upload = { readonly temporary: string; mayBeKept: boolean };

/** Evidence of what was done: files are received as they come, judged by their content, and kept before a row speaks of them. */
@Injectable()
export class EvidenceService {
  private readonly logger = new Logger('evidence');

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly store: EvidenceStore,
  ) {}

  /** Adds the file of a form to a task, once per request id. Whose task it is not is told so before the file is read. */
  async add(caller: SessionClaims, taskId: string, request: FastifyRequest): Promise<Evidence> {
    if (!(await this.database.transaction((tx) => findTask(tx, caller, taskId, 'own-or-overseen')))) throw new Refused('not-found');
    const upload: Upload = { temporary: temporaryName(this.clock.now(), uuidv7()), mayBeKept: false };
    try {
      const form = { name: 'content', largestFileBytes: largestEvidenceBytes };
      const { fields, file } = await readForm(request, form, (content) => this.receive(upload, content));
      const given = parseInput(evidenceFields, fields);
      const piece = { ...given, mediaType: judge(given, file), ...file! };
      const body = { ...given, sha256: piece.sha256 };
      const command = { subjectId: caller.sub, name: 'evidence.add', target: taskId, body };
      const added = await this.database.transaction((tx) =>
        answerOnce(tx, 'dispatch', command, () => this.keep(tx, caller, taskId, upload, piece)),
      );
      await this.tidy(upload);
      return added;
    } catch (error) {
      // Whether a row speaks of it now is known to the database alone: the sweep asks it.
      if (!upload.mayBeKept) await this.tidy(upload);
      throw error;
    }
  }

  /** The evidence of a task that the caller may see. */
  async list(caller: SessionClaims, taskId: string): Promise<Evidence[]> {
    return this.database.transaction(async (tx) => {
      await requireReader(tx, caller, taskId);
      return listEvidence(tx, taskId);
    });
  }

  /** One piece with its content. Throws where the content of a row is gone: that is a loss, and nobody's request. */
  async open(caller: SessionClaims, id: string): Promise<{ piece: Evidence; content: StoredContent }> {
    const piece = await this.database.transaction(async (tx) => {
      const found = await findEvidence(tx, id);
      if (!found) throw new Refused('not-found');
      await requireReader(tx, caller, found.taskId);
      return found;
    });
    const content = await this.store.open(keptName(piece.sha256));
    if (!content) throw new Error(`the content of evidence ${id} is gone: ${keptName(piece.sha256)}`);
    return { piece, content };
  }

  private async receive({ temporary }: Upload, content: AsyncIterable<Buffer>): Promise<Received> {
    const inspector = new ContentInspector();
    await this.store.put(temporary, inspector.passing(content));
    return inspector.conclude();
  }

  private async keep(tx: EntityManager, caller: SessionClaims, taskId: string, upload: Upload, piece: Piece): Promise<Evidence> {
    const task = await lockTask(tx, caller, taskId, 'own-or-overseen');
    await refuseUnlessOpen(tx, task);
    const { kind, mediaType, bytes, sha256 } = piece;
    await holdContent(tx, sha256);
    upload.mayBeKept = true;
    await this.store.copy(upload.temporary, keptName(sha256));
    const at = this.clock.now();
    const { exercise, activationId, unitId } = task!;
    const row = {
      ...{ id: uuidv7(), taskId, exercise, kind, mediaType, bytes, sha256, addedAt: at },
      ...{ takenAt: piece.takenAt ? new Date(piece.takenAt) : null, position: positionOf(piece) },
      ...{ actorKind: caller.kind, actorId: caller.sub },
    };
    await insertEvidence(tx, row);
    const facts = { evidenceId: row.id, kind, mediaType, bytes, sha256 };
    await appendTimeline(tx, 'dispatch', [
      { at, what: 'task.evidence-added', by: { kind: caller.kind, id: caller.sub }, activationId, unitId, taskId, facts },
    ]);
    return toEvidence(row);
  }

  /** Nobody waits in vain for this: what cannot be removed now, the sweep removes. */
  private async tidy({ temporary }: Upload): Promise<void> {
    await this.store.remove(temporary).catch((error: unknown) => this.logger.warn(`${temporary} is left for the sweep: ${String(error)}`));
  }
}

/** Missing and foreign tasks answer alike; one that is over, or has enough, takes nothing more. */
async function refuseUnlessOpen(tx: EntityManager, task: TappableTask | null): Promise<void> {
  if (!task) throw new Refused('not-found');
  const decision = mayAdd(task.state, await countEvidence(tx, task.taskId));
  if (!decision.ok) throw new Refused(decision.refusal);
}

function judge({ kind, longitude, latitude }: EvidenceFields, file: Received | undefined): string {
  if (!file) throw refusedField('invalid-input', 'content', '没有文件', 'There is no file');
  if (file.bytes === 0) throw refusedField('empty-file', 'content', '文件是空的', 'The file is empty');
  if ((longitude === undefined) !== (latitude === undefined)) {
    throw refusedField(
      'invalid-input',
      longitude === undefined ? 'longitude' : 'latitude',
      '经纬度要一起给',
      'Longitude and latitude go together',
    );
  }
  const judged = judgeContent(kind, file.seen);
  if (judged.ok) return judged.mediaType;
  throw refusedField('unsuitable-evidence', 'content', '文件内容和所说的不符', 'The content is not what it says it is');
}
