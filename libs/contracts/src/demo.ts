import { z } from 'zod';
import { id, orgId } from './ids.js';

/** Whether this is a demo, and how much of its city is online. */
export const demoAnswer = z.object({ demo: z.boolean(), online: z.boolean(), connected: z.number().int(), total: z.number().int() });
export type DemoAnswer = z.infer<typeof demoAnswer>;

/** Lets the demo's city come online, or takes it off. */
export const switchCity = z.object({ online: z.boolean() });
export type SwitchCity = z.infer<typeof switchCity>;

/** `POST /api/demo/desks`: signs in the desks of these command points at once, for programs that play them. Their other devices stay as they are. */
export const signInDesks = z.object({ orgIds: z.array(orgId).min(1).max(1_000) });
export type SignInDesks = z.infer<typeof signInDesks>;
/** A desk of the demo that is signed in: what a client needs to connect and to go on after ten minutes. */
export const deskSession = z.object({ orgId, deviceId: id, accessToken: z.string(), refreshToken: z.string() });
export type DeskSession = z.infer<typeof deskSession>;
/** A desk whose demo device was revoked is not among them. */
export const deskSessions = z.object({ desks: z.array(deskSession) });
export type DeskSessions = z.infer<typeof deskSessions>;
