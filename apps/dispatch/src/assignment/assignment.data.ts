import { z } from 'zod';
import { postId } from '#contracts/ids.js';
import { ladder } from '#contracts/ladder.js';
import { orgKind } from '#contracts/org.js';
import { readDispatchData } from '../dispatch.data.js';

const assignmentDefaults = z.object({
  /** The ladder that each assignment is given, frozen on its brief. */
  ladder,
  /** Which post answers for an org of each kind, first that is filled. */
  answeringPosts: z.partialRecord(orgKind, z.array(postId).min(1)),
});
export type AssignmentDefaults = z.infer<typeof assignmentDefaults>;

/** What holds for every assignment, as the data says. A file that does not fit stops the start. */
export function readAssignmentDefaults(): AssignmentDefaults {
  return assignmentDefaults.parse(readDispatchData('assignments.json'));
}
