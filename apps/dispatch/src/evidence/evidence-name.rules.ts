const temporary = 'new/';

/** Where temporary names are listed. */
export const temporaryPrefix = temporary;

/** The name of content that is being received since this moment. */
export function temporaryName(at: Date, id: string): string {
  return `${temporary}${at.getTime()}-${id}`;
}

/** When what has this temporary name began to be received; null if it is no name of ours. */
export function begunAt(name: string): Date | null {
  const ms = /^new\/(\d{1,15})-[\w-]+$/.exec(name)?.[1];
  return ms === undefined ? null : new Date(Number(ms));
}

/** The name of content that is kept, by what it is: the first letters spread it over folders. */
export function keptName(sha256: string): string {
  return `kept/${sha256.slice(0, 2)}/${sha256}`;
}
