import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import type { WarningDoor } from '#contracts/warning.js';
import type { CapMessage } from './cap/cap.rules.js';
import { lineFault } from './cap/cap.rules.js';
import { meantBy } from './cap/references.rules.js';
import { isExercise } from './warning.rules.js';

/** A message that is here already. */
export type KnownMessage = {
  id: string;
  warningId: string;
  sender: string;
  identifier: string;
  exercise: boolean;
  door: WarningDoor;
  digest: string;
};

/** What is here of the message itself, of what it refers to, and of what referred to it before it came. */
export type KnownMessages = { same: KnownMessage | null; referred: readonly KnownMessage[]; awaiting: readonly KnownMessage[] };

/** Whether a message comes in: as a repeat of one that is here, or into the warnings that it belongs to (none: a new one). */
export type Admission =
  | { ok: true; repeats: KnownMessage; warningIds: [] }
  | { ok: true; repeats: null; warningIds: string[] }
  | { ok: false; refusal: RefusalCode; fields: FieldProblem[] };

/**
 * Decides where a message belongs. A drill's message never joins a real warning nor the other way round: if it refers to one it is refused;
 * if only a drill's message waited for it, that does not keep a real one out. What was issued here is changed here alone.
 */
export function admitMessage(message: CapMessage, door: WarningDoor, { same, referred, awaiting }: KnownMessages): Admission {
  if (same) {
    if (same.digest === message.digest) return { ok: true, repeats: same, warningIds: [] };
    return refuse('identifier-reused', 'alert.identifier', message.lines.identifier, ...words.reused);
  }
  const answers = message.msgType === 'Ack' || message.msgType === 'Error';
  const meant = message.references.flatMap((reference) => meantBy(reference, message.sender, referred));
  if (answers && meant.length === 0) return refuse('invalid-cap', 'alert.references', message.lines.references, ...words.nothingToAnswer);
  const exercise = isExercise(message.status);
  if (meant.some((known) => known.exercise !== exercise)) {
    return refuse('exercise-differs', 'alert.status', message.lines.status, ...words.exerciseDiffers);
  }
  if (!answers && door !== 'issued' && meant.some((known) => known.door === 'issued')) {
    return refuse('invalid-cap', 'alert.references', message.lines.references, ...words.issuedHere);
  }
  const waiting = awaiting.filter((known) => known.exercise === exercise);
  const warningIds = [...new Set([...meant, ...waiting].map((known) => known.warningId))].sort();
  return { ok: true, repeats: null, warningIds: answers ? warningIds.slice(0, 1) : warningIds };
}

const words = {
  reused: ['同一发布者的这个编号已收过，内容不同', 'A message of this sender with this identifier is here, with another content'],
  nothingToAnswer: ['应答报文引用的预警不在这里', 'It answers a message that is not here'],
  exerciseDiffers: [
    '与引用的预警一个是演练、一个是真实，不能合并',
    'One of it and the warning it refers to is an exercise and the other is real',
  ],
  issuedHere: [
    '引用的预警由本平台发布，只能在本平台变更或解除',
    'It refers to a warning issued here, which can only be changed or cancelled here',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

function refuse(refusal: RefusalCode, field: string, at: number, zh: string, en: string): Admission {
  return { ok: false, refusal, fields: [lineFault(field, at, zh, en)] };
}
