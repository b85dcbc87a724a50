import type { Task } from '#contracts/task.js';
import { api } from '../../session/api-client.js';
import type { BehalfTap } from './behalf.form.js';

/** Records for somebody who telephoned what they said of their task. */
export const tapOnBehalf = (taskId: string, tap: BehalfTap, body: { requestId: string }): Promise<Task> =>
  api.command(`/api/tasks/${encodeURIComponent(taskId)}/${tap === 'note' ? 'notes' : tap}`, body);
