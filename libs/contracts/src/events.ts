import type { z } from 'zod';
import { activationEnded, activationReported, activationStarted } from './activation.js';
import { incidentOpened } from './incident.js';
import {
  taskCancelled,
  taskCheckedIn,
  taskEscalated,
  taskHandedOver,
  taskIssued,
  taskNoted,
  taskReminded,
  taskReopened,
  taskStarted,
  taskTapped,
} from './task.js';
import { whistleBlown, whistleChanged, whistleEnded, whistleRulingAsked } from './whistle.js';

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
  'task.reminded.v1': { owner: 'dispatch', topic: 'muster.task', data: taskReminded },
  'task.reopened.v1': { owner: 'dispatch', topic: 'muster.task', data: taskReopened },
  'task.handed-over.v1': { owner: 'dispatch', topic: 'muster.task', data: taskHandedOver },
  'task.noted.v1': { owner: 'dispatch', topic: 'muster.task', data: taskNoted },
  'task.checked-in.v1': { owner: 'dispatch', topic: 'muster.task', data: taskCheckedIn },
  'whistle.blown.v1': { owner: 'dispatch', topic: 'muster.whistle', data: whistleBlown },
  'whistle.changed.v1': { owner: 'dispatch', topic: 'muster.whistle', data: whistleChanged },
  'whistle.ruling-asked.v1': { owner: 'dispatch', topic: 'muster.whistle', data: whistleRulingAsked },
  'whistle.ended.v1': { owner: 'dispatch', topic: 'muster.whistle', data: whistleEnded },
} as const satisfies Record<string, { owner: ServiceName; topic: `muster.${string}`; data: z.ZodType }>;

export type EventType = keyof typeof events;
export type EventData<Type extends EventType> = z.infer<(typeof events)[Type]['data']>;

/** Every event of an activation (a whistle, an assignment) is keyed by it and the unit, so that it is ordered per unit and one city spreads over shards. */
export function activationKey(activationId: string, unitId: string): string {
  return `${activationId}:${unitId}`;
}
