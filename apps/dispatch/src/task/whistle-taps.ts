import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Actor, OnBehalf, TaskState } from '#contracts/task.js';
import type { Tap } from './task.rules.js';

/** A call of a whistle that somebody is about to tap, read without a lock: state and org may have changed when the lock is held. */
export type TappedCall = {
  taskId: string;
  taskNo: string;
  whistleId: string;
  unitId: string;
  orgId: string;
  postId: string;
  state: TaskState;
};

/** What a tap changed. `activationId` is the id of the cause, `before` the state that it found; `note` what the person wrote with it. */
export type Tapped = {
  taskId: string;
  taskNo: string;
  activationId: string;
  unitId: string;
  orgId: string;
  postId: string;
  exercise: boolean;
  tap: Tap;
  before: TaskState;
  state: TaskState;
  at: Date;
  by: Actor;
  note: string;
};

/**
 * What a whistle has to say about the taps on its calls. Both are called in the transaction of the tap, for tasks whose cause is 'whistle' alone.
 * The whistle is locked before its tasks: `allow` does so, and throws `Refused` where the whistle does not let the tap happen. `follow` changes
 * the whistle after the call was changed, before anything is written to the outbox; it is not called when a tap changed nothing.
 */
export abstract class WhistleTaps {
  abstract allow(tx: EntityManager, call: TappedCall, tap: Tap, caller: SessionClaims, onBehalf: OnBehalf | null): Promise<void>;
  abstract follow(tx: EntityManager, tapped: Tapped): Promise<void>;
}
