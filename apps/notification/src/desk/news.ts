import { z } from 'zod';
import { id, moment, orgId } from '#contracts/ids.js';
import { mailboxId } from '#contracts/mailbox.js';
import { taskState } from '#contracts/task.js';

/** A task whose state changed, and the mailbox that holds it. */
const taskChange = z.object({ mailboxId, taskId: id, state: taskState, at: moment });
export type TaskChange = z.infer<typeof taskChange>;

/** Something a console must notice. `units` says whom it concerns: sessions whose scope holds none of them hear nothing. */
const alarm = z.object({
  code: z.string(),
  activationId: id,
  units: z.array(z.object({ unitId: orgId, unitPath: z.string(), facts: z.record(z.string(), z.number()) })),
  at: moment,
});
export type Alarm = z.infer<typeof alarm>;

/** A whistle that changed. `paths` says who shares it: sessions whose scope holds none of these orgs hear nothing. */
const whistleNews = z.object({ whistleId: id, paths: z.array(z.string()), what: z.string(), at: moment });
export type WhistleNews = z.infer<typeof whistleNews>;

/** What nodes tell each other: which mailboxes and activations changed, never the rows, which each node reads for its own sessions. */
export const newsKinds = {
  mailboxes: z.object({ mailboxIds: z.array(mailboxId) }),
  tasks: z.object({ changes: z.array(taskChange) }),
  progress: z.object({ activationIds: z.array(id) }),
  alarm: z.object({ alarm }),
  whistles: z.object({ whistles: z.array(whistleNews) }),
};
export type News = { [Kind in keyof typeof newsKinds]: z.infer<(typeof newsKinds)[Kind]> };
