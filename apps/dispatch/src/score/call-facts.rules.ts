import type { ScoreRow } from '#contracts/score.js';
import type { WhistleState } from '#contracts/whistle.js';

/** Whose conduct is measured: the departments' by how they answered, the towns' by how they whistled. */
export type Side = 'department' | 'town';
export type Figure = 'response' | 'resolution' | 'satisfaction' | 'right-use';
export const figures = ['response', 'resolution', 'satisfaction', 'right-use'] as const satisfies readonly Figure[];

/**
 * What a score knows of one call. On the side of the departments there is one per department called; on that of the towns one per whistle,
 * that of the department that is responsible for it.
 */
export type CallFacts = {
  whistleId: string;
  taskId: string;
  number: string;
  title: string;
  kind: ScoreRow['kind'];
  state: WhistleState;
  unitId: string;
  unitName: string;
  orgId: string;
  orgName: string;
  role: ScoreRow['role'];
  responsible: boolean;
  blownAt: Date;
  acknowledgeDueAt: Date | null;
  acknowledgedAt: Date | null;
  arriveDueAt: Date | null;
  arrivedAt: Date | null;
  /** When the call itself was over: finished, taken back, replaced, returned by an assisting one, or with the whistle. */
  endedAt: Date | null;
  replacedAt: Date | null;
  /** Until when it was responsible, if another took over. */
  ledUntil: Date | null;
  returnedAt: Date | null;
  /** When the lead finished, unless the town sent it back since. */
  finishedAt: Date | null;
  /** On the side of a department that handed over: when it was to be finished while it was responsible. */
  closeDueAt: Date | null;
  closedAt: Date | null;
  satisfaction: ScoreRow['satisfaction'];
  ruledAt: Date | null;
  /** Whom the ruling named as lead. */
  ruledFor: string | null;
  /** Whom the town called as lead first. */
  firstLead: string | null;
};

/** Whether a row counts for a figure, and as a hit. */
export type Verdict<Reason extends string = string> = { counts: boolean; hit: boolean; reason: Reason };

/** It counts, as a hit. */
export const hit = <Reason extends string>(reason: Reason): Verdict<Reason> => ({ counts: true, hit: true, reason });
/** It counts, and is no hit. */
export const miss = <Reason extends string>(reason: Reason): Verdict<Reason> => ({ counts: true, hit: false, reason });
/** It says nothing about this figure, or not yet. */
export const outside = <Reason extends string>(reason: Reason): Verdict<Reason> => ({ counts: false, hit: false, reason });
