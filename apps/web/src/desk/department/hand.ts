import type { InjectionKey } from 'vue';
import type { Task } from '#contracts/task.js';
import type { Whistle } from '#contracts/whistle.js';
import type { Said } from '../press.js';
import type { TapVerb } from '../tap.rules.js';

/** What the parts of the department's desk can do with what is in hand. */
export type Hand = {
  press: (task: Task, verb: TapVerb, said?: Said) => void;
  /** Opens the form of an act, or closes it. */
  open: (act: OpenAct | null) => void;
  /** Closes whatever form is open. */
  back: () => void;
  /** Takes the answer of an act. */
  put: (whistle: Whistle) => void;
};
/** Forms of acts on a whistle that are no taps; `yield` needs none. */
export type OpenAct = 'return' | 'ask-reassign' | 'more';
export const theHand: InjectionKey<Hand> = Symbol('what is in hand');
