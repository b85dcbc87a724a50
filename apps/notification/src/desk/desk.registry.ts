import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { Mailbox } from '#contracts/mailbox.js';
import type { ServerMessage } from '#contracts/socket.js';
import { serverMessages } from '#contracts/socket.js';

/** What the server says under a name. */
export type Said<Name extends ServerMessage> = z.input<(typeof serverMessages)[Name]>;

/** The line to one page or device. */
export interface DeskLine {
  say<Name extends ServerMessage>(name: Name, body: Said<Name>): void;
  /** Whether so much is waiting to be sent that more would only pile up; the push loop comes again. */
  isClogged(): boolean;
  isOpen(): boolean;
  hangUp(): void;
}

/** One connected session: who it is, until when, and which mailboxes it may see, decided here and never by the client. */
export type DeskSession = {
  readonly id: string;
  claims: SessionClaims;
  /** Epoch seconds at which its token ends. */
  expiresAt: number;
  readonly english: boolean;
  mailboxes: Map<number, Mailbox>;
  /** How far its mailboxes had come at the last review, as `DeskAccess.headsOf` says it; another set of mailboxes forgets it. */
  headsLine?: string | undefined;
  readonly watching: Set<string>;
  readonly line: DeskLine;
};

/** Messages are sent to this many sessions before other work gets a turn. */
const sessionsPerTurn = 250;

/** The sessions connected to this node, by mailbox. */
@Injectable()
export class DeskRegistry {
  /** Another number whenever sessions came or went. */
  changes = 0;
  private readonly sessions = new Map<string, DeskSession>();
  private readonly byMailbox = new Map<number, Set<DeskSession>>();

  all(): DeskSession[] {
    return [...this.sessions.values()];
  }

  has(session: DeskSession): boolean {
    return this.sessions.get(session.id) === session;
  }

  add(session: DeskSession): void {
    this.changes += 1;
    this.sessions.set(session.id, session);
    for (const mailboxId of session.mailboxes.keys()) this.enter(mailboxId, session);
  }

  /** From here on the session gets nothing more. */
  remove(session: DeskSession): void {
    if (this.sessions.get(session.id) !== session) return;
    this.changes += 1;
    this.sessions.delete(session.id);
    for (const mailboxId of session.mailboxes.keys()) this.leave(mailboxId, session);
  }

  /** Gives a session the mailboxes that it may see now; answers those that are new to it, or null if nothing changed. */
  setMailboxes(session: DeskSession, mailboxes: Map<number, Mailbox>): number[] | null {
    if (!this.has(session)) return null;
    const added = [...mailboxes.keys()].filter((mailboxId) => !session.mailboxes.has(mailboxId));
    const removed = [...session.mailboxes.keys()].filter((mailboxId) => !mailboxes.has(mailboxId));
    session.mailboxes = mailboxes;
    session.headsLine = undefined;
    for (const mailboxId of removed) this.leave(mailboxId, session);
    for (const mailboxId of added) this.enter(mailboxId, session);
    return added.length + removed.length > 0 ? added : null;
  }

  sessionsOf(mailboxId: number): ReadonlySet<DeskSession> {
    return this.byMailbox.get(mailboxId) ?? new Set();
  }

  /** Mailboxes with a session on this node. */
  mailboxIds(): number[] {
    return [...this.byMailbox.keys()];
  }

  /** Says something to many sessions, 250 a turn, leaving out those that have gone meanwhile. */
  async sayEach(sessions: readonly DeskSession[], say: (session: DeskSession) => void): Promise<void> {
    for (let start = 0; start < sessions.length; start += sessionsPerTurn) {
      if (start > 0) await new Promise((resume) => setImmediate(resume));
      for (const session of sessions.slice(start, start + sessionsPerTurn)) if (this.has(session)) say(session);
    }
  }

  private enter(mailboxId: number, session: DeskSession): void {
    const sessions = this.byMailbox.get(mailboxId) ?? new Set();
    this.byMailbox.set(mailboxId, sessions.add(session));
  }

  private leave(mailboxId: number, session: DeskSession): void {
    const sessions = this.byMailbox.get(mailboxId);
    sessions?.delete(session);
    if (sessions?.size === 0) this.byMailbox.delete(mailboxId);
  }
}
