import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { Mailbox } from '#contracts/mailbox.js';
import { MailboxService } from '../mailbox/mailbox.service.js';

type AccessRow = {
  subject_id: string;
  org_id: string;
  post_id: string;
  command_point_id: string;
  org_name: string;
  post_name: string;
  post_name_en: string;
  mailbox_id: string | null;
  head: string | null;
};

/** Subjects reviewed with one query; between two queries other work gets its turn. */
const subjectsPerReview = 5_000;

/** Whose mailboxes a session may open, as the directory says now: asked for many sessions in one query, never taken from a client. */
@Injectable()
export class DeskAccess {
  constructor(
    private readonly database: DataSource,
    private readonly mailboxes: MailboxService,
  ) {}

  /** The mailboxes of each subject with their heads. Mailboxes that were never used are opened, so that the first row finds its readers. */
  async mailboxesOf(callers: readonly SessionClaims[]): Promise<Map<string, Map<number, Mailbox>>> {
    const subjectIds = readersOf(callers);
    let rows = await this.read(subjectIds);
    const unopened = rows.filter((row) => row.mailbox_id === null);
    if (unopened.length > 0) {
      const addresses = unopened.map((row) => ({ orgId: row.org_id, postId: row.post_id, commandPointId: row.command_point_id }));
      await this.database.transaction((tx) => this.mailboxes.open(tx, addresses));
      rows = await this.read(subjectIds);
    }
    const access = new Map<string, Map<number, Mailbox>>(callers.map((caller) => [caller.sub, new Map()]));
    for (const row of rows) {
      if (row.mailbox_id !== null) access.get(row.subject_id)?.set(Number(row.mailbox_id), mailboxOf(row));
    }
    return access;
  }

  /**
   * How far each subject's mailboxes have come, in one line of `id:head` each that is compared as it is: 15,000 sessions are reviewed every 5 s, and
   * mostly nothing has changed. Null for a subject with a mailbox that was never opened, which `mailboxesOf` does; empty for one with none.
   */
  async headsOf(callers: readonly SessionClaims[]): Promise<Map<string, string | null>> {
    const heads = new Map<string, string | null>(callers.map((caller) => [caller.sub, '']));
    const subjectIds = readersOf(callers);
    for (let start = 0; start < subjectIds.length; start += subjectsPerReview) {
      const rows = (await this.database.query(
        `SELECT a.subject_id, CASE WHEN count(m.id) = count(*) THEN string_agg(m.id || ':' || m.head, ' ') END AS heads
         FROM directory_read.mailbox_access a
         LEFT JOIN notification.mailbox m ON m.org_id = a.org_id AND m.post_id = a.post_id
         WHERE a.subject_id = ANY($1::uuid[]) GROUP BY a.subject_id`,
        [subjectIds.slice(start, start + subjectsPerReview)],
      )) as { subject_id: string; heads: string | null }[];
      for (const row of rows) heads.set(row.subject_id, row.heads);
    }
    return heads;
  }

  private async read(subjectIds: readonly string[]): Promise<AccessRow[]> {
    if (subjectIds.length === 0) return [];
    return (await this.database.query(
      `SELECT a.subject_id, a.org_id, a.post_id, o.command_point_id, o.name AS org_name, p.name AS post_name, p.name_en AS post_name_en,
         m.id AS mailbox_id, m.head
       FROM directory_read.mailbox_access a
       JOIN directory_read.org o ON o.id = a.org_id
       JOIN directory_read.post p ON p.id = a.post_id
       LEFT JOIN notification.mailbox m ON m.org_id = a.org_id AND m.post_id = a.post_id
       WHERE a.subject_id = ANY($1::uuid[])
       ORDER BY o.sort, a.org_id, a.post_id`,
      [subjectIds],
    )) as AccessRow[];
  }
}

function readersOf(callers: readonly SessionClaims[]): string[] {
  return [...new Set(callers.filter((caller) => mayDo(caller.roles, 'mailbox.read')).map((caller) => caller.sub))];
}

function mailboxOf(row: AccessRow): Mailbox {
  return {
    mailboxId: Number(row.mailbox_id),
    orgId: row.org_id,
    orgName: row.org_name,
    postId: row.post_id,
    postName: row.post_name,
    postNameEn: row.post_name_en,
    head: Number(row.head),
  };
}
