/** Turns Chinese names into pinyin initials (老圩村 → lwc). */
export type Initials = (name: string) => string;

let loaded: Promise<Initials> | null = null;

/** Loads the pinyin table once, when somebody first opens a search: it is larger than the rest of the console. */
export function loadInitials(): Promise<Initials> {
  loaded ??= import('pinyin-pro').then(
    ({ pinyin }) =>
      (name) =>
        pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase().replace(/\s/g, ''),
    (cause: unknown) => {
      loaded = null;
      throw cause;
    },
  );
  return loaded;
}
