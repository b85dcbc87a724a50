import { mayAsk } from './address.rules.js';

/** An answer of a feed. `unchanged`: it is as we have it. */
export type FeedAnswer =
  { unchanged: true } | { unchanged: false; body: Uint8Array; url: string; etag: string | null; lastModified: string | null };

/** What is known of a feed's last state. */
export type KnownState = { etag: string | null; lastModified: string | null };

/** A feed that did not answer as it should: why, in words that stay the same while the reason does. */
export class FeedFailure extends Error {}

const withinMs = 10_000;
const largestBytes = 5 * 1_048_576;
const mostRedirects = 5;
const accepted = 'application/cap+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9';

/**
 * Asks for one document: within 10 s in all, at most 5 MB as they arrive and unpacked, whatever the answer says of its length; redirects
 * only where `feed` may lead. Throws FeedFailure; whoever calls tries again at the next turn.
 */
export async function ask(
  address: string,
  { feed, listed, signal, known }: { feed: URL; listed: readonly URL[]; signal: AbortSignal; known?: KnownState },
): Promise<FeedAnswer> {
  const limit = AbortSignal.timeout(withinMs);
  const until = AbortSignal.any([signal, limit]);
  let url = new URL(address, feed);
  try {
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      if (!mayAsk(url, feed, listed)) throw new FeedFailure('leads to another host');
      const response = await fetch(url, { redirect: 'manual', signal: until, headers: { accept: accepted, ...conditions(known) } });
      const next = response.headers.get('location');
      if ([301, 302, 303, 307, 308].includes(response.status) && next) {
        await response.body?.cancel();
        url = new URL(next, url);
        continue;
      }
      if (response.status === 304 && known) return { unchanged: true };
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new FeedFailure(`HTTP ${response.status}`);
      }
      const { headers } = response;
      return {
        unchanged: false,
        body: await read(response),
        url: url.href,
        etag: headers.get('etag'),
        lastModified: headers.get('last-modified'),
      };
    }
    throw new FeedFailure('redirects without end');
  } catch (error) {
    if (error instanceof FeedFailure) throw error;
    if (limit.aborted) throw new FeedFailure(`no answer within ${withinMs / 1_000} s`, { cause: error });
    throw new FeedFailure(reasonOf(error), { cause: error });
  }
}

function conditions(known: KnownState | undefined): Record<string, string> {
  return {
    ...(known?.etag ? { 'if-none-match': known.etag } : {}),
    ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
  };
}

/** The body, counted while it comes. */
async function read(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > largestBytes) throw new FeedFailure('larger than 5 MB');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return cause?.code ?? name ?? String(error);
}
