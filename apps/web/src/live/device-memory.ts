/** What this device remembers under a key; unreadable memory is forgotten. */
export function recall<Kept>(key: string, otherwise: Kept): Kept {
  const text = localStorage.getItem(key);
  if (text === null) return otherwise;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    localStorage.removeItem(key);
    return otherwise;
  }
}

export function remember(key: string, kept: unknown): void {
  localStorage.setItem(key, JSON.stringify(kept));
}
