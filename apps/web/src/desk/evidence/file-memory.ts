/** A file that waits to be sent, as this device keeps it. `takenAt`: the server's time, milliseconds. */
export type KeptFile = { id: string; accountId: string; taskId: string; name: string; file: Blob; takenAt: number };

const store = 'files';

function open(): Promise<IDBDatabase> {
  return new Promise((opened, failed) => {
    const request = indexedDB.open('muster.files', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'id' });
    request.onsuccess = () => opened(request.result);
    request.onerror = () => failed(request.error ?? new Error('indexedDB'));
  });
}

async function ask<Answer>(mode: IDBTransactionMode, question: (files: IDBObjectStore) => IDBRequest): Promise<Answer> {
  const database = await open();
  try {
    return await new Promise<Answer>((answered, failed) => {
      const request = question(database.transaction(store, mode).objectStore(store));
      request.onsuccess = () => answered(request.result as Answer);
      request.onerror = () => failed(request.error ?? new Error('indexedDB'));
    });
  } finally {
    database.close();
  }
}

/**
 * Keeps a file until it has been sent. False on a device that keeps nothing (a private window, a full disk): the file goes out from this page,
 * and the page says that it must stay open.
 */
export function keepFile(kept: KeptFile): Promise<boolean> {
  return ask('readwrite', (files) => files.put(kept)).then(
    () => true,
    () => false,
  );
}

/** Forgets a file; one that cannot be forgotten is sent again later with the same request id, which changes nothing. */
export function forgetFile(id: string): Promise<boolean> {
  return ask('readwrite', (files) => files.delete(id)).then(
    () => true,
    () => false,
  );
}

/** The files that this account left unsent on this device, oldest first; none on a device that keeps nothing. */
export async function keptFiles(accountId: string): Promise<KeptFile[]> {
  const all = await ask<KeptFile[]>('readonly', (files) => files.getAll()).catch(() => []);
  return all.filter((kept) => kept.accountId === accountId).sort((a, b) => (a.id < b.id ? -1 : 1));
}
