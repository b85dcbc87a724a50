import { parseArgs } from 'node:util';
import { z } from 'zod';

/** One thing that is measured: a county of so many command points, or the model city. */
export type Subject = { city: true } | { city: false; points: number };

const listOfPoints = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number().int().min(40).max(50_000)).min(1));

const options = z.object({
  points: listOfPoints.optional(),
  city: z.boolean().default(false),
  whistles: z.coerce.number().int().min(1).max(10_000).optional(),
  cluster: z.boolean().default(false),
  rounds: z.coerce.number().int().min(1).max(100).default(5),
  json: z.string().min(1).optional(),
  flame: z.string().min(1).optional(),
});

/** What `npm run bench` is told. */
export type BenchOptions = {
  subjects: Subject[];
  /** So many whistles instead of clicks; null: clicks. */
  whistles: number | null;
  /** Over the processes of a cluster (with the model city) instead of one. */
  cluster: boolean;
  rounds: number;
  json?: string;
  flame?: string;
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** Reads the command line: `--points 1000,5000` and `--city` name what is measured, one after another; 1,000 points if nothing is named; `--whistles 400` measures whistles instead. Throws for what does not fit. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: { points: text, city: flag, whistles: text, cluster: flag, rounds: text, json: text, flame: text },
  });
  const { points, city, whistles = null, cluster, rounds, json, flame } = options.parse(values);
  if (whistles !== null && (points || city)) throw new Error('--whistles is measured by itself: without --points and --city');
  const counties = cluster ? [] : (points ?? (city ? [] : [1_000]));
  return {
    subjects:
      whistles === null
        ? [...counties.map((each): Subject => ({ city: false, points: each })), ...(city || cluster ? [{ city: true } as const] : [])]
        : [],
    whistles,
    cluster,
    rounds,
    ...(json ? { json } : {}),
    ...(flame ? { flame } : {}),
  };
}

/** The name of a subject in tables and folders. */
export function nameOf(subject: Subject): string {
  return subject.city ? 'city' : `points-${subject.points}`;
}
