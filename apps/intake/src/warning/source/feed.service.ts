import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import { isRefused } from '#service-kit/refused.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import { WarningTakingService } from '../warning-taking.service.js';
import type { FeedAnswer } from './feed.client.js';
import { ask, FeedFailure } from './feed.client.js';
import type { FeedEntry } from './feed.rules.js';
import { readFeed } from './feed.rules.js';
import { reasonLine } from './refusal.rules.js';
import type { DueFeed } from './source.queries.js';
import { cityPath, claimDueFeeds, entriesRead, keepFeedState, rememberEntry } from './source.queries.js';
import { WarningSourceService } from './warning-source.service.js';

/** More new entries than this wait for the next turn. */
const entriesPerTurn = 200;
const askAtOnce = 4;

/** A turn of one feed: to whom its messages belong, where it may lead, and what has come of it so far. */
type Turn = {
  feed: string;
  url: URL;
  listed: URL[];
  receivedPath: string;
  signal: AbortSignal;
  counts: { taken: number; refused: number };
  /** Why something was left undone, so that it is asked for again. */
  problems: Set<string>;
};

/** Reads the feeds that are set, each at its turn and by one node; what has been read is not asked for again. */
@Injectable()
export class FeedService {
  private readonly underWay = new Set<string>();
  private lastTaken: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly taking: WarningTakingService,
    private readonly sources: WarningSourceService,
  ) {}

  /** Claims the feeds whose turn it is, for this node: each is to be read once now. */
  async claimFeeds(): Promise<DueFeed[]> {
    const { feeds = [], feedSeconds = 60 } = this.config.warnings ?? {};
    const idle = feeds.filter((feed) => !this.underWay.has(feed));
    if (idle.length === 0) return [];
    return claimDueFeeds(this.database.manager, idle, { now: this.clock.now(), seconds: feedSeconds });
  }

  /** Reads a feed whose turn it is. What goes wrong with the feed is noted and tried at its next turn. */
  async readFeed({ name, etag, last_modified: lastModified }: DueFeed, signal: AbortSignal): Promise<void> {
    const receivedPath = await cityPath(this.database.manager);
    if (receivedPath === null) return;
    const listed = (this.config.warnings?.feeds ?? []).map((feed) => new URL(feed));
    const turn: Turn = {
      feed: name,
      url: new URL(name),
      listed,
      receivedPath,
      signal,
      counts: { taken: 0, refused: 0 },
      problems: new Set(),
    };
    this.underWay.add(name);
    try {
      const answer = await ask(name, { feed: turn.url, listed, signal, known: { etag, lastModified } });
      if (!answer.unchanged) await this.readAnswer(turn, answer);
    } catch (error) {
      if (!(error instanceof FeedFailure)) throw error;
      turn.problems.add(error.message);
    } finally {
      this.underWay.delete(name);
    }
    // Who goes home in the middle of a reading has nothing to complain of.
    if (signal.aborted) return;
    const key = { kind: 'feed' as const, name };
    const problem = [...turn.problems].sort().slice(0, 3).join('; ');
    if (problem === '') await this.sources.wasRead(key, turn.counts);
    else await this.sources.failed(key, problem, turn.counts);
  }

  private async readAnswer(turn: Turn, answer: Extract<FeedAnswer, { unchanged: false }>): Promise<void> {
    const reading = readFeed(answer.body);
    if (!reading.ok) throw new FeedFailure(reasonLine('invalid-cap', reading.fields));
    const entries = reading.is === 'index' ? reading.entries : [{ name: '', link: null, document: '' }];
    const named = entries.map((entry) => ({ ...entry, key: keyOf(reading.is === 'index' ? entry.name : answer.body) }));
    const read = await entriesRead(
      this.database.manager,
      turn.feed,
      named.map(({ key }) => key),
      this.clock.now(),
    );
    const unread = named.filter(({ key }) => !read.has(key));
    const waiting = unread.slice(0, entriesPerTurn);
    const from = reading.is === 'index' ? null : answer.body;
    await Promise.all(Array.from({ length: askAtOnce }, () => this.readEntries(turn, waiting, answer.url, from)));
    const isWhole = turn.problems.size === 0 && unread.length <= entriesPerTurn && !turn.signal.aborted;
    await keepFeedState(this.database.manager, turn.feed, isWhole ? answer.etag : null, isWhole ? answer.lastModified : null);
  }

  /** Reads entries off the list until none is left. */
  private async readEntries(turn: Turn, waiting: (FeedEntry & { key: string })[], base: string, body: Uint8Array | null): Promise<void> {
    for (let entry = waiting.shift(); entry && !turn.signal.aborted; entry = waiting.shift()) {
      try {
        const document = body ?? (await this.documentOf(turn, entry, base));
        const outcome = document ? await this.take(turn, document, entry.name) : 'refused';
        turn.counts[outcome] += 1;
        await rememberEntry(this.database.manager, { feed: turn.feed, entry: entry.key, outcome, now: this.clock.now() });
      } catch (error) {
        if (!(error instanceof FeedFailure)) throw error;
        turn.problems.add(`entry: ${error.message}`);
      }
    }
  }

  /** The message of an entry; null if it names none, or names one where a feed may not lead. */
  private async documentOf({ url, listed, signal, feed }: Turn, { document, link }: FeedEntry, base: string): Promise<Uint8Array | null> {
    if (document !== null) return Buffer.from(document);
    const address = link !== null && URL.canParse(link, base) ? new URL(link, base) : null;
    try {
      const answer = address && (await ask(address.href, { feed: url, listed, signal }));
      if (answer && !answer.unchanged) return answer.body;
    } catch (error) {
      if (!(error instanceof FeedFailure) || error.message !== 'leads to another host') throw error;
    }
    this.sources.wasRefused({ kind: 'feed', name: feed }, 'an entry', address ? 'it leads to another host' : 'it names no message');
    return null;
  }

  private async take({ feed, receivedPath }: Turn, body: Uint8Array, name: string): Promise<'taken' | 'refused'> {
    try {
      // One after the other: those who wait for their turn would hold all our connections to the database.
      const mine = this.lastTaken.then(() =>
        this.taking.takeMessage({ body, door: 'feed', receivedPath, by: { kind: 'service', id: 'intake' } }),
      );
      this.lastTaken = mine.catch(() => undefined);
      await mine;
      return 'taken';
    } catch (error) {
      if (!isRefused(error) || error.code === 'unavailable') throw error;
      this.sources.wasRefused({ kind: 'feed', name: feed }, name.slice(0, 120) || 'the message', reasonLine(error.code, error.fields));
      return 'refused';
    }
  }
}

function keyOf(name: string | Uint8Array): string {
  return createHash('sha256').update(name).digest('hex');
}
