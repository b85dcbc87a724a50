import type { DeskSession } from '#contracts/demo.js';

/** What the demo's city is told: where the platform is, who sits where, and the seed of their manners. */
export type CityOrder = { url: string; desks: DeskSession[]; seed: number };

/** How much of the city is connected. */
export type CityReport = { connected: number; total: number };
