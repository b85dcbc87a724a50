import { shallowReactive } from 'vue';
import { uuidv7 } from 'uuidv7';
import type { Evidence, EvidenceFields } from '#contracts/evidence.js';
import { serverClock } from '../../live/server-clock.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { upload } from '../../session/upload.js';
import { retryAfterMs } from '../tap.rules.js';
import { kindOfFile, refusedFile } from './evidence.rules.js';
import { forgetFile, keepFile, keptFiles, type KeptFile } from './file-memory.js';

/** A file on its way: `waits` for the line · `sending` · `refused` by the server, with its words. `kept`: it survives the page. */
export type Upload = {
  id: string;
  taskId: string;
  name: string;
  bytes: number;
  kind: Evidence['kind'];
  share: number;
  state: 'waits' | 'sending' | 'refused';
  why: string;
  kept: boolean;
};

/** Files on their way from this page, oldest first. They outlive the part of the page that shows them. */
export const uploads = shallowReactive<Upload[]>([]);
const files = new Map<string, KeptFile>();
const settledListeners = new Set<() => void>();
const storedListeners = new Set<(stored: Evidence) => void>();
let sending = false;
let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function change(id: string, with_: Partial<Upload>): void {
  const index = uploads.findIndex((one) => one.id === id);
  const before = uploads[index];
  if (before) uploads[index] = { ...before, ...with_ };
}

/** Adds a file to a task: kept on this device, then sent. Answers why not, or null. */
export function addFile(accountId: string, taskId: string, file: File): 'empty' | 'large' | null {
  const refused = refusedFile(file);
  if (refused) return refused;
  const kept: KeptFile = { id: uuidv7(), accountId, taskId, name: file.name, file, takenAt: serverClock.now() };
  enlist(kept);
  void keepFile(kept).then((isKept) => change(kept.id, { kept: isKept }));
  void sendFiles();
  return null;
}

function enlist(kept: KeptFile): void {
  files.set(kept.id, kept);
  const { id, taskId, name, file } = kept;
  uploads.push({ id, taskId, name, bytes: file.size, kind: kindOfFile(file.type), share: 0, state: 'waits', why: '', kept: true });
}

/** Takes up the files that an earlier visit of this account left unsent. */
export async function resumeFiles(accountId: string): Promise<void> {
  for (const kept of await keptFiles(accountId)) if (!files.has(kept.id)) enlist(kept);
  void sendFiles();
}

/** Puts a refused file away, or gives up one that waits. */
export function dropFile(id: string): void {
  const index = uploads.findIndex((one) => one.id === id);
  if (index >= 0) uploads.splice(index, 1);
  files.delete(id);
  void forgetFile(id);
  for (const tell of settledListeners) tell();
}

/** Resolves once no file of the task is on its way: what finishes a task must not overtake its photos. */
export function filesSettled(taskId: string): Promise<void> {
  const settled = () => uploads.every((one) => one.taskId !== taskId || one.state === 'refused');
  return new Promise((resolve) => {
    const look = () => {
      if (!settled()) return;
      settledListeners.delete(look);
      resolve();
    };
    settledListeners.add(look);
    look();
  });
}

/** Hears of each file that the server has stored. Answers how to stop. */
export function onStored(heard: (stored: Evidence) => void): () => void {
  storedListeners.add(heard);
  return () => storedListeners.delete(heard);
}

/** Sends what waits, one after the other; a lost answer stops it and it tries again, with the same request id. */
export async function sendFiles(): Promise<void> {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let next = nextUpload(); next; next = nextUpload()) await sendFile(next);
    tries = 0;
  } catch (error) {
    if (!(error instanceof AnswerLost)) throw error;
    timer = setTimeout(() => void sendFiles(), retryAfterMs(++tries));
  } finally {
    sending = false;
  }
}
addEventListener('online', () => void sendFiles());

const nextUpload = () => uploads.find((one) => one.state === 'waits');

async function sendFile({ id, taskId, kind }: Upload): Promise<void> {
  const kept = files.get(id);
  if (!kept) return dropFile(id);
  const fields: EvidenceFields = { requestId: id, kind, takenAt: new Date(kept.takenAt).toISOString() };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  form.append('content', kept.file, kept.name);
  change(id, { state: 'sending', share: 0 });
  try {
    const stored = await upload<Evidence>(`/api/tasks/${encodeURIComponent(taskId)}/evidence`, form, (share) => change(id, { share }));
    dropFile(id);
    for (const tell of storedListeners) tell(stored);
  } catch (error) {
    const lost = !(error instanceof RefusedByServer) || error.code === 'not-signed-in';
    change(id, lost ? { state: 'waits' } : { state: 'refused', why: error.words });
    if (lost) throw error instanceof RefusedByServer ? new AnswerLost('server') : error;
    void forgetFile(id);
    for (const tell of settledListeners) tell();
  }
}
