import { ref } from 'vue';
import type { Task } from '#contracts/task.js';
import type { Desk } from './desk.store.js';
import { filesSettled } from './evidence/evidence.store.js';
import { whereAmI } from './position.js';
import type { TapFacts, TapVerb } from './tap.rules.js';

/** Taps that need words, or somebody to give it to, before they go. */
export const formVerbs = ['finish', 'note', 'hand-over', 'decline'] as const;
export type FormVerb = (typeof formVerbs)[number];
export const needsForm = (verb: TapVerb): verb is FormVerb => (formVerbs as readonly TapVerb[]).includes(verb);

/** What was said in a form. */
export type Said = { note?: string; facts?: TapFacts };

/** What is under the finger moves on with each tap: a double press must not do two things. */
const restMs = 600;

/**
 * Presses of the desk: the first one of a tap that needs words opens its form, the next one sends it. A press never waits: where somebody
 * arrives is looked for behind it, and what finishes a task goes out behind its photos.
 */
export function usePress(desk: Desk) {
  const form = ref<{ taskId: string; verb: FormVerb } | null>(null);
  const more = ref<string | null>(null);
  let lastPressAt = -restMs;

  /** Answers what happened: nothing (too soon), a form was opened, or the tap was taken. */
  function press(task: Task, verb: TapVerb, said?: Said): 'rested' | 'opened' | 'taken' {
    if (performance.now() - lastPressAt < restMs) return 'rested';
    more.value = null;
    if (needsForm(verb) && said === undefined) {
      form.value = { taskId: task.id, verb };
      return 'opened';
    }
    form.value = null;
    lastPressAt = performance.now();
    desk.queue.tap(task, verb, { ...said, ...findingFor(task.id, verb) });
    return 'taken';
  }

  return { form, more, press };
}

function findingFor(taskId: string, verb: TapVerb): { facts?: TapFacts; finding?: Promise<TapFacts> } {
  // What is kept before the position is known already says why there is none.
  if (verb === 'arrive' || verb === 'check-in') return { facts: { position: null, withoutPosition: 'unavailable' }, finding: whereAmI() };
  if (verb === 'finish') return { finding: filesSettled(taskId).then(() => ({})) };
  return {};
}
