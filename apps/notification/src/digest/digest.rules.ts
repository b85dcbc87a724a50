import type { Leg } from '#contracts/ladder.js';
import { legs } from '#contracts/ladder.js';
import type { TaskState } from '#contracts/task.js';
import type { Said } from '../mailbox/mailbox-row.js';
import { isOpen } from '../task/task.rules.js';

/** What was not done in time, by leg. */
export type Missed = Partial<Record<Leg, readonly string[]>>;

const words: Record<Leg, { zh: string; en: string }> = {
  acknowledge: { zh: '没签收', en: 'not acknowledged' },
  arrive: { zh: '没到场', en: 'not on the scene' },
  feedback: { zh: '没反馈', en: 'without feedback' },
  finish: { zh: '没办结', en: 'not finished' },
  'check-in': { zh: '没报平安', en: 'not heard of' },
};

/** The words of a digest: how much of what below was not done in time. */
export function sayDigest(response: Pick<Said, 'incidentTitle' | 'level'>, missed: Missed): Said {
  const named = legs.filter((leg) => missed[leg]?.length);
  return {
    incidentTitle: response.incidentTitle,
    level: response.level,
    title: `升级催办：${named.map((leg) => `${missed[leg]!.length} 项${words[leg].zh}`).join('、')}`,
    titleEn: `Escalated: ${named.map((leg) => `${missed[leg]!.length} ${words[leg].en}`).join(', ')}`,
    taskIds: [...new Set(named.flatMap((leg) => missed[leg]!))],
    missed: Object.fromEntries(named.map((leg) => [leg, [...missed[leg]!]])),
  };
}

/** What a digest told. One from before legs were told apart is about acknowledging. */
export function missedIn(said: Pick<Said, 'missed' | 'taskIds'>): Missed {
  return said.missed ?? { acknowledge: said.taskIds ?? [] };
}

/** What of a task says whether it is still missing. */
export type Answerable = { state: TaskState; notedAt: Date | null; checkedInAt: Date | null };

const stillMissing: Record<Leg, (task: Answerable, since: Date) => boolean> = {
  acknowledge: ({ state }) => state === 'issued',
  arrive: ({ state }) => state === 'issued' || state === 'acknowledged',
  feedback: ({ state, notedAt }, since) => isOpen(state) && !(notedAt && notedAt > since),
  finish: ({ state }) => isOpen(state),
  'check-in': ({ state, checkedInAt }, since) => isOpen(state) && !(checkedInAt && checkedInAt > since),
};

/** What the former digest told at its time and is missing still. */
export function stillMissed(former: Missed, told: Date, taskOf: (taskId: string) => Answerable | undefined): Missed {
  return byLeg((leg) =>
    (former[leg] ?? []).filter((taskId) => {
      const task = taskOf(taskId);
      return task !== undefined && stillMissing[leg](task, told);
    }),
  );
}

/** What the current digest tells: what was told and is still missing, then what is new, each task once per leg. */
export function mergeMissed(...all: readonly Missed[]): Missed {
  return byLeg((leg) => [...new Set(all.flatMap((one) => one[leg] ?? []))]);
}

function byLeg(of: (leg: Leg) => string[]): Missed {
  return Object.fromEntries(legs.map((leg) => [leg, of(leg)] as const).filter(([, taskIds]) => taskIds.length > 0));
}
