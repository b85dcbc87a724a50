import type { z } from 'zod';
import { activationEnded, activationReported, activationStarted } from './activation.js';
import { incidentOpened } from './incident.js';
import { taskCancelled, taskEscalated, taskIssued, taskStarted, taskTapped } from './task.js';

/** Which service says an event. Each service has one topic per noun: `muster.<noun>`. */
export const services = ['directory', 'intake', 'plan', 'dispatch', 'notification'] as const;
export type ServiceName = (typeof services)[number];

/** Every event: past tense, versioned. A new optional field keeps v1, anything else is v2. */
export const events = {
  'incident.opened.v1': { owner: 'intake', topic: 'muster.incident', data: incidentOpened },
  'activation.started.v1': { owner: 'plan', topic: 'muster.activation', data: activationStarted },
  'activation.reported.v1': { owner: 'plan', topic: 'muster.activation', data: activationReported },
  'activation.ended.v1': { owner: 'plan', topic: 'muster.activation', data: activationEnded },
  'task.issued.v1': { owner: 'dispatch', topic: 'muster.task', data: taskIssued },
  'task.started.v1': { owner: 'dispatch', topic: 'muster.task', data: taskStarted },
  'task.acknowledged.v1': { owner: 'dispatch', topic: 'muster.task', data: taskTapped },
  'task.arrived.v1': { owner: 'dispatch', topic: 'muster.task', data: taskTapped },
  'task.done.v1': { owner: 'dispatch', topic: 'muster.task', data: taskTapped },
  'task.declined.v1': { owner: 'dispatch', topic: 'muster.task', data: taskTapped },
  'task.cancelled.v1': { owner: 'dispatch', topic: 'muster.task', data: taskCancelled },
  'task.escalated.v1': { owner: 'dispatch', topic: 'muster.task', data: taskEscalated },
} as const satisfies Record<string, { owner: ServiceName; topic: `muster.${string}`; data: z.ZodType }>;

export type EventType = keyof typeof events;
export type EventData<Type extends EventType> = z.infer<(typeof events)[Type]['data']>;

/** Every event of an activation is keyed by activation and unit, so that it is ordered per unit and one city spreads over shards. */
export function activationKey(activationId: string, unitId: string): string {
  return `${activationId}:${unitId}`;
}
