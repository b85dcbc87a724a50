import { EventEmitter } from 'node:events';
import type { TaskState } from '#contracts/task.js';

/** A task whose state changed, and the mailbox that holds it. */
export type TaskChange = { mailboxId: number; taskId: string; state: TaskState; at: string };

/** Something a console must notice. `unitIds` says whom it concerns: sessions whose scope holds none of them hear nothing. */
export type Alarm = {
  code: string;
  activationId: string;
  units: { unitId: string; unitPath: string; facts: Record<string, number> }[];
  at: string;
};

/** What nodes tell each other: which mailboxes and activations changed, never the rows, which each node reads for its own sessions. */
export type News = {
  mailboxes: { mailboxIds: number[] };
  tasks: { changes: TaskChange[] };
  progress: { activationIds: string[] };
  alarm: { alarm: Alarm };
};

/**
 * Carries news from the node on which a fact was written to every node that holds sessions, this one included. It may lose news when a
 * node is away: the sweep over undelivered rows and the head beacon make up for it. Standalone: this process alone.
 */
export abstract class SocketFanOut {
  abstract announce<Kind extends keyof News>(kind: Kind, news: News[Kind]): void;
  abstract onNews<Kind extends keyof News>(kind: Kind, listener: (news: News[Kind]) => void): void;
}

/** The fan-out of one process. Listeners run after the caller's turn, so that a commit never waits for sockets. */
export class LocalFanOut extends SocketFanOut {
  private readonly emitter = new EventEmitter();

  announce<Kind extends keyof News>(kind: Kind, news: News[Kind]): void {
    setImmediate(() => this.emitter.emit(kind, news));
  }

  onNews<Kind extends keyof News>(kind: Kind, listener: (news: News[Kind]) => void): void {
    this.emitter.on(kind, listener);
  }
}
