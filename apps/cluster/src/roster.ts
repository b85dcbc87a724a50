import type { ServiceName } from '#contracts/events.js';

/** One process of the cluster: which program, and which of its kind. */
export type Post = { name: string; app: ServiceName | 'gateway'; nth: number };

/** How many of each service run here: two of those that share work, to show that they do. */
const counts: Readonly<Record<ServiceName, number>> = { directory: 1, intake: 1, plan: 1, dispatch: 2, notification: 2 };

/** The services in the order in which they start. The gateway comes after them. */
export const servicePosts: readonly Post[] = (Object.entries(counts) as [ServiceName, number][]).flatMap(([app, count]) =>
  Array.from({ length: count }, (_, nth) => ({ name: count === 1 ? app : `${app}-${nth + 1}`, app, nth })),
);

/** The one origin. */
export const gatewayPost: Post = { name: 'gateway', app: 'gateway', nth: 0 };
