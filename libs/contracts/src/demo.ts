import { z } from 'zod';

/** Whether this is a demo, and how much of its city is online. */
export const demoAnswer = z.object({ demo: z.boolean(), online: z.boolean(), connected: z.number().int(), total: z.number().int() });
export type DemoAnswer = z.infer<typeof demoAnswer>;

/** Lets the demo's city come online, or takes it off. */
export const switchCity = z.object({ online: z.boolean() });
export type SwitchCity = z.infer<typeof switchCity>;
