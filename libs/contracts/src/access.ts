import { z } from 'zod';
import { id, orgId } from './ids.js';

/** Roles are for permissions; posts are for obligations. A command point signs in with a device token and has its own role. */
export const roles = ['administrator', 'operator', 'commander', 'staff', 'auditor', 'command-point'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Who may do what. Rows are scoped by org as well: a permission says *what*, the session's org says *where*. */
export const permissions = {
  'org.read': ['administrator', 'operator', 'commander', 'staff', 'auditor', 'command-point'],
  'command-point.read': ['administrator', 'operator', 'commander'],
  'person.read': ['administrator', 'operator', 'commander'],
  'duty.read': ['administrator', 'operator', 'commander', 'auditor', 'command-point', 'staff'],
  'duty.assign': ['administrator', 'operator', 'commander'],
  'account.manage': ['administrator'],
  'device.issue': ['administrator'],
  'dead-letter.replay': ['administrator'],
  'dead-letter.read': ['administrator', 'auditor'],
  'incident.open': ['operator', 'commander'],
  'incident.read': ['operator', 'commander', 'auditor'],
  'information-report.file': ['operator', 'commander'],
  'information-report.read': ['operator', 'commander', 'auditor'],
  'warning.receive': ['operator', 'commander'],
  'warning.issue': ['operator', 'commander'],
  'warning.read': ['operator', 'commander', 'auditor'],
  'plan.read': ['operator', 'commander', 'auditor', 'administrator'],
  'activation.preview': ['operator', 'commander'],
  'activation.start': ['operator', 'commander'],
  'activation.end': ['operator', 'commander'],
  'activation.report': ['operator', 'commander'],
  'activation.read': ['operator', 'commander', 'auditor'],
  /** Names and numbers of those who have tasks: for who may read both the response and people. */
  'call-list.read': ['operator', 'commander'],
  'reconciliation.read': ['operator', 'commander', 'auditor'],
  'task.read': ['operator', 'commander', 'auditor', 'staff', 'command-point'],
  'task.act': ['operator', 'commander', 'staff', 'command-point'],
  /** Acknowledge, arrive, finish for somebody who telephoned: for who oversees the org. */
  'task.act-on-behalf': ['operator', 'commander'],
  'task.hand-over': ['operator', 'commander', 'staff', 'command-point'],
  'evidence.add': ['operator', 'commander', 'staff', 'command-point'],
  'evidence.read': ['operator', 'commander', 'auditor', 'staff', 'command-point'],
  'assignment.give': ['operator', 'commander'],
  'assignment.read': ['operator', 'commander', 'auditor'],
  'matter.read': ['administrator', 'operator', 'commander', 'auditor', 'staff', 'command-point'],
  'leave.read': ['operator', 'commander', 'administrator'],
  'leave.note': ['operator', 'commander', 'administrator'],
  'grid-report.file': ['operator', 'commander', 'staff', 'command-point'],
  'grid-report.read': ['operator', 'commander', 'auditor', 'staff', 'command-point'],
  'grid-report.handle': ['operator', 'commander'],
  'whistle.blow': ['operator', 'commander'],
  'whistle.offer': ['operator', 'commander', 'staff', 'command-point'],
  'whistle.read': ['operator', 'commander', 'auditor', 'staff', 'command-point'],
  /** Which side may do which act is decided by org: the town, a called department, the city centre. */
  'whistle.act': ['operator', 'commander', 'staff', 'command-point'],
  'whistle-rules.read': ['administrator', 'operator', 'commander', 'auditor', 'staff', 'command-point'],
  'whistle-rules.set': ['administrator'],
  'score.read': ['operator', 'commander', 'auditor', 'staff', 'command-point'],
  'stationed-review.read': ['operator', 'commander', 'auditor', 'staff', 'command-point'],
  'stationed-review.write': ['operator', 'commander'],
  'stationed-review.sign': ['operator', 'commander'],
  'mailbox.read': ['operator', 'commander', 'staff', 'command-point'],
  'demo.run': ['operator', 'administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** Whether any of these roles has the permission. */
export function mayDo(heldRoles: readonly Role[], permission: Permission): boolean {
  return heldRoles.some((held) => (permissions[permission] as readonly Role[]).includes(held));
}

/**
 * What an access token says. Directory alone signs it (EdDSA); it lives 10 minutes and is renewed in band.
 * `orgPath` is the path of the org in the tree (`320582/leyu`): a session sees the rows at or below it.
 */
export const sessionClaims = z.object({
  sub: id,
  kind: z.enum(['person', 'command-point']),
  sid: id,
  roles: z.array(role).min(1),
  orgId,
  orgPath: z.string(),
  /** The area unit of the org, or null at city level (centre and departments). */
  unitId: orgId.nullable(),
});
export type SessionClaims = z.infer<typeof sessionClaims>;
