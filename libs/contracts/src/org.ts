import { z } from 'zod';
import { id, orgId, postId, point, requestId } from './ids.js';
import { words } from './text.js';
import { role } from './access.js';

/** Kinds of org. `area-unit` is one of the 13 区镇; the kinds below it hold the posts of posts.json. */
export const orgKinds = [
  'city',
  'city-centre',
  'department',
  'area-unit',
  'town-leadership',
  'town-centre',
  'bureau',
  'station',
  'working-group',
  'village',
  'production-unit',
] as const;
export const orgKind = z.enum(orgKinds);
export type OrgKind = z.infer<typeof orgKind>;

/** Tiers that a plan's target names. Bureaus, stations and working groups are orgs of tier town. */
export const tiers = ['city', 'department', 'town', 'village', 'production-unit'] as const;
export const tier = z.enum(tiers);
export type Tier = z.infer<typeof tier>;

/** An org as pages see it. */
export const org = z.object({
  id: orgId,
  kind: orgKind,
  name: z.string(),
  nameEn: z.string().nullable(),
  shortName: z.string().nullable(),
  parentId: orgId.nullable(),
  /** Area unit it lies in; null at city level. */
  unitId: orgId.nullable(),
  path: z.string(),
  position: point.nullable(),
  /** The org whose command point (live desk) shows its tasks. */
  commandPointId: orgId,
});
export type Org = z.infer<typeof org>;

/**
 * Which orgs of the caller's scope: of these kinds, inside this area unit, directly below this org. `after` is the last id of the page before.
 */
export const orgQuery = z.object({
  kind: orgKind.optional(),
  unitId: orgId.optional(),
  parentId: orgId.optional(),
  after: orgId.optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(5000),
});
export type OrgQuery = z.infer<typeof orgQuery>;
/** Orgs in the order of the tree; those above the caller's own come first. `more`: ask again with `after`. */
export const orgPage = z.object({ orgs: z.array(org), more: z.boolean() });
export type OrgPage = z.infer<typeof orgPage>;

/** A post definition (`GET /api/posts`). `superiorScope` says where the next post up sits. */
export const post = z.object({
  id: postId,
  name: z.string(),
  nameEn: z.string(),
  orgKind,
  superiorId: postId.nullable(),
  superiorScope: z.enum(['same-org', 'town', 'city']).nullable(),
  deputyOf: postId.nullable(),
  onDutyRoster: z.boolean(),
  pillar: z.string().nullable(),
});
export type Post = z.infer<typeof post>;
export const postsAnswer = z.object({ posts: z.array(post) });

/** One org with the posts that exist there. */
export const orgDetail = org.extend({ posts: z.array(z.object({ postId, postName: z.string(), postNameEn: z.string() })) });
export type OrgDetail = z.infer<typeof orgDetail>;

/** A command point: the live desk of an org, and how many devices may sign in there. */
export const commandPoint = z.object({ orgId, orgName: z.string(), kind: orgKind, unitId: orgId.nullable(), devices: z.number().int() });
export type CommandPoint = z.infer<typeof commandPoint>;
export const commandPointsAnswer = z.object({ commandPoints: z.array(commandPoint) });
export type CommandPointsAnswer = z.infer<typeof commandPointsAnswer>;

/** Who is on duty at one org now. `phone` is null for those who may not read people. */
export const dutyQuery = z.object({ orgId });
export const dutyLine = z.object({
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  holding: z.enum(['on-duty', 'stand-in', 'vacant', 'nobody-on-duty']),
  personId: id.nullable(),
  personName: z.string().nullable(),
  phone: z.string().nullable(),
});
export const dutyAnswer = z.object({ orgId, orgName: z.string(), at: z.iso.datetime({ offset: true }), duties: z.array(dutyLine) });
export type DutyAnswer = z.infer<typeof dutyAnswer>;

export const signIn = z.object({ login: words(60), password: z.string().min(1).max(200) });
export const deviceSignIn = z.object({ deviceToken: z.string().min(20).max(200) });
export const renewSession = z.object({ refreshToken: z.string().min(20).max(200) });

/** What a sign-in answers. The access token lives `expiresInSeconds`; the refresh token is shown once and rotated at each use. */
export const session = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresInSeconds: z.number().int(),
  me: z.object({
    id,
    kind: z.enum(['person', 'command-point']),
    name: z.string(),
    roles: z.array(role),
    org,
    posts: z.array(z.object({ orgId, postId, orgName: z.string(), postName: z.string(), postNameEn: z.string() })),
  }),
});
export type Session = z.infer<typeof session>;

/** Issues device tokens for the command points of these orgs (all of the caller's scope if left out). Old tokens of them are revoked. */
export const issueDeviceTokens = z.object({ requestId, orgIds: z.array(orgId).max(30_000).optional() });
export const issuedDeviceTokens = z.object({
  devices: z.array(z.object({ deviceId: id, orgId, orgName: z.string(), deviceToken: z.string() })),
});

export type SignIn = z.infer<typeof signIn>;
export type IssueDeviceTokens = z.infer<typeof issueDeviceTokens>;
export type IssuedDeviceTokens = z.infer<typeof issuedDeviceTokens>;

/** Valid devices of the caller's scope, without any secret. */
export const deviceQuery = z.object({
  orgId: orgId.optional(),
  after: id.optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export type DeviceQuery = z.infer<typeof deviceQuery>;
export const devicePage = z.object({
  devices: z.array(
    z.object({ deviceId: id, orgId, orgName: z.string(), issuedAt: z.iso.datetime({ offset: true }), openSessions: z.number().int() }),
  ),
  more: z.boolean(),
});
export type DevicePage = z.infer<typeof devicePage>;

/** An account as an administrator sees it. */
export const account = z.object({
  id,
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  orgId,
  orgName: z.string(),
  demo: z.boolean(),
  openSessions: z.number().int(),
});
export type Account = z.infer<typeof account>;
export const accountsAnswer = z.object({ accounts: z.array(account) });
export type AccountsAnswer = z.infer<typeof accountsAnswer>;
export const sessionsEnded = z.object({ ended: z.number().int() });
export type SessionsEnded = z.infer<typeof sessionsEnded>;

/** Demo only: a device token for the desk of an org, so that it opens without typing. */
export const openedDesk = z.object({ orgId, orgName: z.string(), deviceToken: z.string() });
export type OpenedDesk = z.infer<typeof openedDesk>;

/** Puts a person on duty in a post between two moments; the former turn in that time is replaced. */
export const assignDuty = z.object({
  requestId,
  orgId,
  postId,
  personId: id,
  from: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
});
export type AssignDuty = z.infer<typeof assignDuty>;
export const assignedDuty = z.object({
  turnId: id,
  orgId,
  postId,
  personId: id,
  from: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
});
export type AssignedDuty = z.infer<typeof assignedDuty>;
