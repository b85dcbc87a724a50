import { shallowRef } from 'vue';
import type { ReportTrigger } from '#contracts/plan-library.js';
import { useLanguage } from '../../words/words.js';
import { readTriggers } from '../console.api.js';

/** The triggers that waiting tasks name; empty until they are loaded. */
export const triggers = shallowRef<ReportTrigger[]>([]);
let reading: Promise<void> | null = null;

/** Loads the triggers once; called again after a failure it tries again. */
export function loadTriggers(): Promise<void> {
  reading ??= readTriggers().then(
    (read) => void (triggers.value = read),
    (failure: unknown) => {
      reading = null;
      throw failure;
    },
  );
  return reading;
}

/** The name of a trigger in the reader's language; one that is not loaded names itself. */
export function useTriggerName(): (id: string) => string {
  const { pick } = useLanguage();
  return (id) => {
    const found = triggers.value.find((trigger) => trigger.id === id);
    return found ? pick(found.name, found.nameEn) : id;
  };
}
