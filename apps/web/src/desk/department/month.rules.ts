/** The month of a moment in Asia/Shanghai, `2026-11`, wherever the reader sits: scores count by it. */
export function monthOf(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 7);
}
