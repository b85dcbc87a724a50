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
    org: org,
    posts: z.array(z.object({ orgId, postId, orgName: z.string(), postName: z.string(), postNameEn: z.string() })),
  }),
});
export type Session = z.infer<typeof session>;

/** Issues device tokens for the command points of these orgs (all of the caller's scope if left out). Old tokens of them are revoked. */
export const issueDeviceTokens = z.object({ requestId, orgIds: z.array(orgId).max(30_000).optional() });
export const issuedDeviceTokens = z.object({
  devices: z.array(z.object({ deviceId: id, orgId, orgName: z.string(), deviceToken: z.string() })),
});

/** Puts a person on duty in a post between two moments; the former turn in that time is replaced. */
export const assignDuty = z.object({
  requestId,
  orgId,
  postId,
  personId: id,
  from: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
});
