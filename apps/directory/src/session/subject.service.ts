import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Role, SessionClaims } from '#contracts/access.js';
import type { Session } from '#contracts/org.js';
import type { OrgRecord } from '../org/org.row.js';
import { orgColumnsSql, toOrg } from '../org/org.row.js';
import { scopePathOf } from './session.rules.js';

/** Who a session belongs to: an account or a device, as it is now. */
export type Subject = { id: string; kind: SessionClaims['kind']; name: string; roles: Role[]; org: OrgRecord };

type SubjectRecord = OrgRecord & { subject_id: string; subject_name: string; roles: Role[] };

const accountSql = `SELECT a.id AS subject_id, p.name AS subject_name, a.roles, ${orgColumnsSql}
  FROM directory.account a JOIN directory.person p ON p.id = a.person_id JOIN directory.org o ON o.id = a.org_id
  WHERE a.disabled_at IS NULL`;
const deviceSql = `SELECT d.id AS subject_id, o.name AS subject_name, ARRAY['command-point'] AS roles, ${orgColumnsSql}
  FROM directory.device d JOIN directory.org o ON o.id = d.org_id
  WHERE d.revoked_at IS NULL`;

/** Finds the subjects of sessions, and says what a session is told about itself. */
@Injectable()
export class SubjectService {
  constructor(private readonly database: DataSource) {}

  /** The account of a login with its password hash, or null. */
  async accountOf(login: string): Promise<{ id: string; passwordHash: string } | null> {
    const [row] = (await this.database.query('SELECT id, password_hash FROM directory.account WHERE login = $1 AND disabled_at IS NULL', [
      login,
    ])) as {
      id: string;
      password_hash: string;
    }[];
    return row ? { id: row.id, passwordHash: row.password_hash } : null;
  }

  /** The device of a token, or null if there is none or it was revoked. */
  async deviceOf(token: string): Promise<Subject | null> {
    return find(this.database, 'command-point', `${deviceSql} AND d.token_hash = $1`, tokenHash(token));
  }

  /** The subject as it is now; null if the account was disabled or the device revoked. */
  async subjectOf(kind: SessionClaims['kind'], id: string, within: EntityManager | DataSource = this.database): Promise<Subject | null> {
    return kind === 'person' ? find(within, kind, `${accountSql} AND a.id = $1`, id) : find(within, kind, `${deviceSql} AND d.id = $1`, id);
  }

  /** What a session says about its subject: name, roles, org, and the posts whose mailboxes it may open. */
  async describe(subject: Subject): Promise<Session['me']> {
    const posts = (await this.database.query(
      `SELECT m.org_id AS "orgId", m.post_id AS "postId", o.name AS "orgName", p.name AS "postName", p.name_en AS "postNameEn"
       FROM directory_read.mailbox_access m JOIN directory.org o ON o.id = m.org_id JOIN directory.post p ON p.id = m.post_id
       WHERE m.subject_id = $1 ORDER BY o.sort, o.id, m.post_id`,
      [subject.id],
    )) as Session['me']['posts'];
    return { id: subject.id, kind: subject.kind, name: subject.name, roles: subject.roles, org: toOrg(subject.org), posts };
  }
}

async function find(within: EntityManager | DataSource, kind: SessionClaims['kind'], sql: string, key: unknown): Promise<Subject | null> {
  const [row] = (await within.query(sql, [key])) as SubjectRecord[];
  return row ? { id: row.subject_id, kind, name: row.subject_name, roles: row.roles, org: row } : null;
}

/** What a device token is stored as. It is 256 random bits, so a fast hash is enough and 20,000 desks may come back at once. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The claims of an access token for this subject and session. */
export function claimsOf(subject: Subject, sessionId: string): SessionClaims {
  const { id, kind, roles, org } = subject;
  return { sub: id, kind, sid: sessionId, roles, orgId: org.id, orgPath: scopePathOf(org), unitId: org.unit_id };
}
