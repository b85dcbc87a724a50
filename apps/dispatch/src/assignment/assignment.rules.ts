import type { AssignmentDetail } from '#contracts/assignment.js';

/** The number of the one brief that an assignment has. */
export const assignmentTaskNo = 'A01-01';

export type AssignmentState = AssignmentDetail['state'];
