import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#contracts/task.js';
import type { WarningDoor, WarningTaken } from '#contracts/warning.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { readIntakeData } from '../intake.data.js';
import { readAreaData } from './area/area-data.js';
import { gazetteer } from './area/gazetteer.rules.js';
import type { CapMessage } from './cap/cap.rules.js';
import { readCap } from './cap/cap.rules.js';
import { admitMessage } from './admission.rules.js';
import { mergeMessages } from './merge.rules.js';
import type { Merged } from './merge.rules.js';
import type { MessageFacts } from './warning-facts.rules.js';
import { factsOf } from './warning-facts.rules.js';
import { WarningMessageEntity } from './warning-message.entity.js';
import { WarningEntity } from './warning.entity.js';
import { messageCalled, messagesAwaiting, messagesCalled, messagesOf, placedOrgs, takeTurns } from './warning.queries.js';
import { isExercise } from './warning.rules.js';
import type { EventWords } from './warning-words.rules.js';

/** A message at the door: as it came, by which door, received by which org, brought by whom. */
export type Arrival = { body: Uint8Array; door: WarningDoor; receivedPath: string; by: Actor };

/** What became of it. */
export type Taken = { takenAs: WarningTaken['takenAs']; messageId: string; warningId: string };

/** The one way in: whatever the door, a message is read, understood, and joins the warning that it belongs to. */
@Injectable()
export class WarningTakingService {
  private readonly words = readIntakeData<{ words: EventWords }>('event-words.json').words;
  private readonly areaData = readAreaData();

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly catalog: CategoryCatalog,
  ) {}

  /** Takes a message in a transaction of its own; a broken one is refused with every reason and its line, and nothing is kept. */
  takeMessage(arrival: Arrival): Promise<Taken> {
    const message = this.read(arrival.body);
    return this.database.transaction((tx) => this.takeIn(tx, arrival, message));
  }

  /** Takes a message in the caller's transaction. */
  async takeIn(tx: EntityManager, arrival: Arrival, message = this.read(arrival.body)): Promise<Taken> {
    await takeTurns(tx);
    const admission = admitMessage(message, arrival.door, {
      same: await messageCalled(tx, message),
      referred: await messagesCalled(tx, message.references),
      awaiting: await messagesAwaiting(tx, message),
    });
    if (!admission.ok) throw new Refused(admission.refusal, undefined, admission.fields);
    if (admission.repeats) return this.receiveAgain(tx, admission.repeats, arrival);
    const [first, ...rest] = await this.warningsToJoin(tx, admission.warningIds);
    const row = await this.messageRow(tx, arrival, message, first?.id ?? uuidv7());
    if (first) return this.join(tx, { first, rest, row, arrival });
    await tx.insert(WarningEntity, {
      ...standing([row], mergeMessages([row])),
      id: row.warningId,
      exercise: row.exercise,
      mergedInto: null,
      receivedPaths: [arrival.receivedPath],
    });
    await tx.insert(WarningMessageEntity, row);
    await this.note(tx, arrival.door === 'issued' ? 'warning.issued' : wordsOf.new, row, arrival);
    return { takenAs: 'new', messageId: row.id, warningId: row.warningId };
  }

  private read(body: Uint8Array): CapMessage {
    const reading = readCap(body);
    if (!reading.ok) throw new Refused('invalid-cap', undefined, reading.fields);
    return reading.message;
  }

  /** The warnings of these ids as they stand, the oldest first: it stays, and the others become part of it. */
  private async warningsToJoin(tx: EntityManager, ids: readonly string[]): Promise<WarningEntity[]> {
    if (ids.length === 0) return [];
    return tx.createQueryBuilder(WarningEntity, 'warning').where('warning.id = ANY (:ids)', { ids }).orderBy('warning.id').getMany();
  }

  private async messageRow(
    tx: EntityManager,
    { body, door }: Arrival,
    message: CapMessage,
    warningId: string,
  ): Promise<WarningMessageEntity> {
    const { sender, identifier, profile, msgType, status, digest } = message;
    return {
      id: uuidv7(),
      warningId,
      sender,
      identifier,
      profile,
      msgType,
      status,
      exercise: isExercise(status),
      sentAt: new Date(message.sentAt),
      receivedAt: this.clock.now(),
      door,
      refersTo: message.references,
      facts: await this.understand(tx, message),
      digest,
      body: Buffer.from(body),
    };
  }

  private async understand(tx: EntityManager, message: CapMessage): Promise<MessageFacts | null> {
    const places = gazetteer(await placedOrgs(tx), this.areaData);
    if (!places) throw new Refused('unavailable');
    return factsOf(message, { tree: this.catalog, words: this.words, gazetteer: places });
  }

  private async join(
    tx: EntityManager,
    { first, rest, row, arrival }: { first: WarningEntity; rest: WarningEntity[]; row: WarningMessageEntity; arrival: Arrival },
  ): Promise<Taken> {
    if (rest.length > 0) await this.mergeInto(tx, first.id, rest);
    await tx.insert(WarningMessageEntity, row);
    const messages = await messagesOf(tx, [first.id]);
    const merged = mergeMessages(messages);
    const receivedPaths = [...new Set([...[first, ...rest].flatMap((warning) => warning.receivedPaths), arrival.receivedPath])];
    await tx.update(WarningEntity, first.id, { ...standing(messages, merged), receivedPaths });
    const takenAs = takenAsOf(row, merged);
    await this.note(tx, wordsOf[takenAs], row, arrival, { merged: rest.map((warning) => warning.id) });
    return { takenAs, messageId: row.id, warningId: first.id };
  }

  private async mergeInto(tx: EntityManager, id: string, others: readonly WarningEntity[]): Promise<void> {
    const ids = others.map((warning) => warning.id);
    await tx.query('UPDATE intake.warning_message SET warning_id = $1 WHERE warning_id = ANY ($2)', [id, ids]);
    await tx.query('UPDATE intake.warning SET merged_into = $1 WHERE id = ANY ($2) OR merged_into = ANY ($2)', [id, ids]);
  }

  /** The same message again changes nothing but who has it. */
  private async receiveAgain(tx: EntityManager, known: { id: string; warningId: string }, { receivedPath }: Arrival): Promise<Taken> {
    await tx.query(
      'UPDATE intake.warning SET received_paths = array_append(received_paths, $2) WHERE id = $1 AND NOT $2 = ANY (received_paths)',
      [known.warningId, receivedPath],
    );
    return { takenAs: 'repeat', messageId: known.id, warningId: known.warningId };
  }

  private async note(tx: EntityManager, what: string, row: WarningMessageEntity, { by, door }: Arrival, more: object = {}): Promise<void> {
    const facts = {
      warningId: row.warningId,
      messageId: row.id,
      identifier: row.identifier,
      msgType: row.msgType,
      exercise: row.exercise,
      door,
    };
    await appendTimeline(tx, 'intake', [{ at: row.receivedAt, what, by, facts: { ...facts, ...more } }]);
  }
}

const wordsOf = {
  new: 'warning.received',
  update: 'warning.updated',
  cancel: 'warning.cancelled',
  late: 'warning.message-came-late',
  kept: 'warning.message-kept',
  repeat: 'warning.repeated',
} as const satisfies Record<Taken['takenAs'], string>;

/** Ack and Error are kept; what is not the newest came late. */
function takenAsOf({ id, msgType }: WarningMessageEntity, { latestId, cancelled }: Merged): Taken['takenAs'] {
  if (msgType === 'Ack' || msgType === 'Error') return 'kept';
  if (id !== latestId) return 'late';
  return cancelled ? 'cancel' : 'update';
}

/** The columns of a warning that its messages decide. */
function standing(messages: readonly WarningMessageEntity[], { held, latestId, cancelled, unitIds }: Merged) {
  const latest = messages.find((message) => message.id === latestId)!;
  return {
    cancelled,
    expiresAt: held.expiresAt === null ? null : new Date(held.expiresAt),
    reach: held.area.reach,
    unitIds,
    door: latest.door,
    receivedAt: latest.receivedAt,
    messageCount: messages.length,
    facts: held,
  };
}
