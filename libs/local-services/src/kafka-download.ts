import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathInRepository } from './kafka-artefacts.js';
import type { Artefact } from './kafka-artefacts.js';
import { notDownloaded } from './local-service-problem.js';

/** Fetches one jar over HTTP. A broken connection or a busy server is asked three times; a plain no once. */
export async function downloadJar(mavenUrl: string, jar: Artefact, file: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const failed = await attemptDownload(`${mavenUrl}/${pathInRepository(jar)}`, file);
    if (!failed) return;
    if (attempt === 3 || !failed.passes) throw notDownloaded(jar.artefact, mavenUrl, failed.reason, failed.cause);
    await sleep(attempt * 500);
  }
}

async function attemptDownload(url: string, file: string): Promise<{ reason: string; passes: boolean; cause?: unknown } | undefined> {
  let body: Uint8Array;
  try {
    const answer = await fetch(url);
    if (!answer.ok) {
      await answer.body?.cancel();
      return { reason: `HTTP ${answer.status}`, passes: answer.status >= 500 || answer.status === 429 };
    }
    body = new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    return { reason: cause?.code ?? cause?.message ?? (error as Error).message, passes: true, cause: error };
  }
  await writeFile(file, body);
  return undefined;
}
