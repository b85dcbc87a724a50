import { onScopeDispose, ref } from 'vue';

/** `ready` with the server's time of its self-check · `not-ready`: it answers, but its database is away · `away`: no answer. */
export type Health = { state: 'asking' | 'ready' | 'not-ready' | 'away'; at: string | null };

const everyMs = 10_000;

/** The platform's own check, asked again every 10 s while the page is shown. */
export function useHealth() {
  const health = ref<Health>({ state: 'asking', at: null });

  async function ask() {
    try {
      const response = await fetch('/health/ready', { signal: AbortSignal.timeout(5000), cache: 'no-store' });
      const said = (await response.json()) as { status?: string; at?: string };
      health.value = response.ok && said.status === 'ready' ? { state: 'ready', at: said.at ?? null } : { state: 'not-ready', at: null };
    } catch {
      // No answer, or none that is ours: the row says so.
      health.value = { state: 'away', at: null };
    }
  }
  void ask();
  const timer = setInterval(() => void ask(), everyMs);
  onScopeDispose(() => clearInterval(timer));
  return health;
}
