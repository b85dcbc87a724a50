import type { Task } from '#contracts/task.js';

/** What was typed beside a tap. */
export type TypedWithTap = { note: string; count: string; postId: string };

/** What must still be said before the tap can go, or null; the first that is missing, in the order of the form. */
export function missingIn(
  verb: 'finish' | 'note' | 'hand-over' | 'decline',
  task: Pick<Task, 'evidenceKinds'>,
  typed: TypedWithTap,
): 'post' | 'note' | 'count' | null {
  if (verb === 'hand-over' && typed.postId === '') return 'post';
  const asksWords = verb !== 'finish' || task.evidenceKinds.includes('text');
  if (asksWords && typed.note.trim() === '') return 'note';
  if (verb === 'finish' && task.evidenceKinds.includes('count') && !/^\d{1,8}$/.test(typed.count.trim())) return 'count';
  return null;
}
