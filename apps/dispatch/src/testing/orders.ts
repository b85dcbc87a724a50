import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignmentDetail, GiveAssignment } from '#contracts/assignment.js';
import { giveAssignment } from '#contracts/assignment.js';
import type { Task } from '#contracts/task.js';
import { readAssignmentDetail } from '../assignment/assignment-view.queries.js';
import { openDesks } from './desks.js';
import { sessionOf } from './town.js';

/** The town whose operator gives assignments to its villages and its rescue group. */
export type Orders = Awaited<ReturnType<typeof openOrders>>;

/** The secretaries of both villages. */
export const villages = ['v1', 'v2'].map((orgId) => ({ by: 'post' as const, orgId, postId: 'village-secretary' }));

/** Opens the town with short words for what is given there and done with it. */
export async function openOrders() {
  const desks = await openDesks();
  const { town, around } = desks;
  const neighbour = sessionOf(town.people.neighbourDesk, 'v2', '320582/leyu/v2', 'command-point');
  const deskOf: Record<string, SessionClaims> = { v1: desks.desk(), v2: neighbour, 'leyu:group-rescue': around.groupDesk };
  return {
    ...desks,
    order: anOrder,
    give: (overrides: Partial<GiveAssignment> = {}, caller: SessionClaims = around.townOperator): Promise<AssignmentDetail> =>
      town.assignments.give(caller, anOrder(overrides)),
    read: (id: string, caller: SessionClaims = around.townOperator): Promise<AssignmentDetail> =>
      readAssignmentDetail(town.source.manager, caller, id),
    withdraw: (id: string, caller: SessionClaims = around.townOperator): Promise<AssignmentDetail> =>
      town.assignments.withdraw(caller, id, { requestId: uuidv7(), reason: '不做了' }),
    /** A tap of an org's desk on its task of the assignment. */
    tapOf: (assignment: AssignmentDetail, orgId: string, what: 'acknowledge' | 'finish' | 'decline' | 'take-back'): Promise<Task> =>
      desks.tap(assignment.tasks.find((task) => task.orgId === orgId)!.id, what, { reason: '车坏了' }, deskOf[orgId]!),
  };
}

function anOrder(overrides: Partial<GiveAssignment> = {}): GiveAssignment {
  return giveAssignment.parse({
    requestId: uuidv7(),
    exercise: true,
    title: '转移独居老人',
    what: '逐户敲门，送到安置点',
    unitId: 'leyu',
    recipients: villages,
    need: 'all',
    acknowledgeMinutes: 10,
    doneMinutes: 60,
    ...overrides,
  });
}
