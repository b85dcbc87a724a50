import { AsyncLocalStorage } from 'node:async_hooks';
import { uuidv7 } from 'uuidv7';

const store = new AsyncLocalStorage<{ correlationId: string }>();

/** Runs `work` so that everything it writes and says carries this correlation id: the click that caused it. */
export function withCorrelation<T>(correlationId: string, work: () => T): T {
  return store.run({ correlationId }, work);
}

/** The correlation id of the click, request or event in hand; a new one for work that nobody clicked. */
export function correlationId(): string {
  return store.getStore()?.correlationId ?? uuidv7();
}
