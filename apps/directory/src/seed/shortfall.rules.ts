import { z } from 'zod';

/** A post that is deliberately not filled in the demo, so that a preview has something true to show. */
export const shortfall = z.object({
  orgId: z.string(),
  postId: z.string(),
  what: z.enum(['vacant', 'nobody-on-duty', 'nobody-at-night', 'stand-in-only']),
});
export type Shortfall = z.infer<typeof shortfall>;

/** What is missing at this post, or null if it is filled. */
export function shortfallAt(shortfalls: readonly Shortfall[], orgId: string, postId: string): Shortfall['what'] | null {
  return shortfalls.find((each) => each.orgId === orgId && each.postId === postId)?.what ?? null;
}
