import { z } from 'zod';
import { orgId } from './ids.js';
import { limit } from './limit.js';

/** Kinds of whistle: everyday 日常哨, enforcement 执法哨, key work 重点哨, emergency 应急哨. */
export const whistleKinds = ['everyday', 'enforcement', 'key-work', 'emergency'] as const;
export const whistleKind = z.enum(whistleKinds);
export type WhistleKind = z.infer<typeof whistleKind>;

/** Id of a matter, such as `waterlogging`. */
export const matterId = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/);

/** One side of the responsibility list 属地管理主体责任和配合责任清单: a city department, or a bureau or station of the town. */
export const responsibleSide = z.object({ tier: z.enum(['city', 'town']), orgId: z.string(), name: z.string() });

/** A matter of the grid list 入格事务清单, with who leads, who assists, and how long it may take. */
export const matter = z.object({
  id: matterId,
  number: z.number().int(),
  name: z.string(),
  nameEn: z.string(),
  class: z.string(),
  className: z.string(),
  classNameEn: z.string(),
  whistleKind,
  leadDepartment: z.object({ orgId, name: z.string() }),
  assistingDepartments: z.array(z.object({ orgId, name: z.string() })),
  /** Bureau or station of the town that has it on its side (`water-station`, not yet of a certain town). */
  townBureau: z.string().nullable(),
  /** Goes before the close limit of the whistle kind. */
  handlingLimit: limit.nullable(),
  principal: responsibleSide,
  cooperating: z.array(responsibleSide),
  /** The common plan to propose when the matter grows into an incident. */
  mayBecome: z.string().nullable(),
});
export type Matter = z.infer<typeof matter>;
const named = z.object({ orgId, name: z.string(), nameEn: z.string().nullable() });

/**
 * `GET /api/matters`: all, in the order of the list; the towns to which a department may offer itself and the departments that a town may call,
 * in the order of the tree.
 */
export const mattersAnswer = z.object({
  note: z.string(),
  matters: z.array(matter),
  towns: z.array(named),
  departments: z.array(named),
});
export type MattersAnswer = z.infer<typeof mattersAnswer>;
