import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Task } from '#contracts/task.js';
import { Refused } from '#service-kit/refused.js';
import type { Owed, OwedFor } from '../obligation/obligation.rules.js';
import type { OwnTap, TapBody } from '../task/task.service.js';
import type { TappedCall, Tapped } from '../task/whistle-taps.js';
import { WhistleTaps } from '../task/whistle-taps.js';
import { seedSurroundings } from './surroundings.js';
import { aStartedPart, aTask, openTown, sessionOf } from './town.js';

/** A whistle that writes down what it was asked, and may forbid a tap. */
export class WatchingWhistle extends WhistleTaps {
  readonly seen: string[] = [];
  forbidden: string | null = null;
  async allow(_: EntityManager, call: TappedCall, tap: string): Promise<void> {
    this.seen.push(`allow ${tap} ${call.state}`);
    if (this.forbidden === tap) throw new Refused('whistle-not-open');
  }
  async follow(_: EntityManager, { tap, before, state }: Tapped): Promise<void> {
    this.seen.push(`follow ${tap} ${before} → ${state}`);
  }
}

/** The town with what lies around it, and short words for what its desks do. */
export type Desks = Awaited<ReturnType<typeof openDesks>>;

/** Opens the town, its surroundings and a whistle that watches. */
export async function openDesks() {
  const whistle = new WatchingWhistle();
  const town = await openTown(whistle);
  const around = await seedSurroundings(town.owner);
  const desk = (): SessionClaims => sessionOf(town.people.desk, 'v1', '320582/leyu/v1', 'command-point');
  return {
    town,
    around,
    whistle,
    desk,
    close: () => town.close(),
    tap: (task: string, what: OwnTap, body: Partial<TapBody> = {}, caller: SessionClaims = desk()): Promise<Task> =>
      town.tasks.tap(caller, task, what, { requestId: uuidv7(), ...body }),
    handOver: (task: string, orgId: string, postId: string, caller: SessionClaims = desk()): Promise<Task> =>
      town.handOvers.handOver(caller, task, { requestId: uuidv7(), orgId, postId, reason: '请假' }),
    said: async <Data extends { activationId: string }>(type: string, causeId: string): Promise<Data[]> =>
      (await town.said(type)).map((event) => event.data as Data).filter((data) => data.activationId === causeId),
    nextRungOf: async (task: string): Promise<Date | null> =>
      ((await town.owner.query('SELECT next_rung_at FROM dispatch.task WHERE id = $1', [task])) as { next_rung_at: Date | null }[])[0]!
        .next_rung_at,
    /** Something owed outside a plan, by the village secretary of v1 unless a test says otherwise. */
    owe: async ({ cause = 'whistle', ...overrides }: Partial<Owed> & { cause?: OwedFor['cause'] } = {}): Promise<{
      causeId: string;
      task: string;
    }> => {
      const causeId = uuidv7();
      const owedFor = { cause, causeId, causeTitle: '河道油污', unitId: 'leyu', exercise: true };
      const owed = { ...aCall(town.clock.now()), ...overrides };
      const by = { kind: 'person' as const, id: around.townOperator.sub };
      await town.source.transaction((tx) => town.obligations.issue(tx, owedFor, [owed], by));
      return { causeId, task: owed.recipients[0]!.taskId };
    },
    /** Tasks of a plan that asks for a photo and a count: [task number, org, post]. */
    plan: async (...rows: [string, string, string][]): Promise<string[]> => {
      const part = aStartedPart(town.clock, [aTask('P01-01', { evidenceKinds: ['photo', 'count'] })], rows);
      await town.source.transaction((tx) => town.issues.issueTasks(tx, [part]));
      return part.data.rows.map((row) => row.id);
    },
    addEvidence: async (task: string, kind: string): Promise<void> => {
      await town.owner.query(
        `INSERT INTO dispatch.evidence (id, task_id, exercise, kind, media_type, bytes, sha256, added_at, actor_kind, actor_id)
         VALUES ($1, $2, true, $3, 'image/jpeg', 1, '-', $4, 'command-point', $5)`,
        [uuidv7(), task, kind, town.clock.now(), town.people.desk],
      );
    },
  };
}

/** The code of a refusal and the fields that it names; `passed` if there was none. */
export async function refusalOf(promise: Promise<unknown>): Promise<[string, string[]]> {
  const error = (await promise.then(
    () => ({ code: 'passed' }),
    (refused: unknown) => refused,
  )) as { code: string; fields?: { field: string }[] };
  return [error.code, error.fields?.map(({ field }) => field) ?? []];
}

/** The gate of the village, as a position. */
export const gate = { type: 'Point' as const, coordinates: [120.7, 31.9] as [number, number] };

/** A limit in minutes. */
export function minutes(value: number) {
  return { value, unit: 'minutes' as const };
}

/** So many minutes after a moment. */
export function after(at: Date, passed: number): Date {
  return new Date(at.getTime() + passed * 60_000);
}

function aCall(startsAt: Date): Owed {
  return {
    taskNo: 'W01-01',
    title: '清理油污',
    titleEn: 'Clear the oil',
    what: '带吸油毡到现场',
    whatEn: 'Bring sorbents',
    evidenceKinds: [],
    need: null,
    limits: { acknowledge: minutes(5), arrive: minutes(30), feedback: minutes(60), feedbackEvery: minutes(20), finish: minutes(300) },
    ladder: [
      { leg: 'acknowledge', afterPercent: 100, tell: 'superior' },
      { leg: 'arrive', afterPercent: 100, tell: 'superior' },
      { leg: 'feedback', afterPercent: 100, tell: 'recipient' },
      { leg: 'check-in', afterPercent: 100, tell: 'recipient' },
      { leg: 'finish', afterPercent: 100, tell: 'superior' },
    ],
    recipients: [{ taskId: uuidv7(), orgId: 'v1', postId: 'village-secretary' }],
    startsAt,
  };
}
