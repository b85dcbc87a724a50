import type { z } from 'zod';
import type { Evidence, evidenceAnswer } from '#contracts/evidence.js';
import { api } from '../../session/api-client.js';

const part = encodeURIComponent;

/** The evidence of a task, oldest first, and the content of one piece; both only for who is in scope, so with the session. */
export const readEvidence = async (taskId: string): Promise<Evidence[]> =>
  (await api.get<z.infer<typeof evidenceAnswer>>(`/api/tasks/${part(taskId)}/evidence`)).evidence;
export const readContent = (evidenceId: string): Promise<Blob> => api.document(`/api/evidence/${part(evidenceId)}`);
