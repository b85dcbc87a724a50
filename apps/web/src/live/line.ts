import { computed, reactive } from 'vue';
import { readFreshness, type Freshness } from './freshness.rules.js';
import { serverClock } from './server-clock.js';
import { useNow } from './ticking.js';

/** What is known of the line to the server. Times are monotonic milliseconds; `stoppedAt` is the server's time of the last word. */
export const line = reactive({
  lastWordMs: null as number | null,
  stoppedAt: null as number | null,
  down: false,
  ended: null as 'expired' | 'revoked' | null,
});

/** Notes that the server spoke just now: the picture is as new as this. */
export function hearServer(): void {
  line.lastWordMs = performance.now();
  line.stoppedAt = serverClock.now();
  line.down = false;
}

/** Notes that the line is down; the picture stays. */
export function loseLine(): void {
  line.down = true;
}

/** The freshness of the picture, re-read each second. */
export function useFreshness() {
  const now = useNow();
  return computed<Freshness & { stoppedAt: number | null }>(() => {
    void now.value;
    return { ...readFreshness(line.lastWordMs, line.down, performance.now()), stoppedAt: line.stoppedAt };
  });
}
