import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue';
import { serverClock } from './server-clock.js';

const now = shallowRef(Math.floor(serverClock.now() / 1000) * 1000);
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  const second = Math.floor(serverClock.now() / 1000) * 1000;
  if (second !== now.value) now.value = second;
}

/** The server's time in whole seconds (milliseconds since 1970), one timer for all clocks of the page; stops with the last user. */
export function useNow(): Readonly<Ref<number>> {
  if (users++ === 0) {
    tick();
    timer = setInterval(tick, 200);
  }
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer);
  });
  return readonly(now);
}
