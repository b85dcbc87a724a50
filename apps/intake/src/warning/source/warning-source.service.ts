import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { WarningSourcesAnswer } from '#contracts/warning.js';
import { Clock } from '#service-kit/clock.js';
import { isCityScope } from '#service-kit/scope.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import type { SourceKey } from './source.queries.js';
import { noteFailure, noteRead, sourceRows } from './source.queries.js';

const logger = new Logger('warnings');

/** How the folder and the feeds do: seen by the city, logged once per change. A source that fails is not ours to mend at night: WARN. */
@Injectable()
export class WarningSourceService {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The sources that are set, in the order of the settings. They belong to the city; a town has none. */
  async listSources(caller: SessionClaims): Promise<WarningSourcesAnswer> {
    if (!isCityScope(caller)) return { sources: [] };
    const { folder = null, feeds = [] } = this.config.warnings ?? {};
    const keys: SourceKey[] = [
      ...(folder === null ? [] : [{ kind: 'folder' as const, name: folder }]),
      ...feeds.map((name) => ({ kind: 'feed' as const, name })),
    ];
    const rows = await sourceRows(this.database.manager);
    return {
      sources: keys.map((key) => {
        const row = rows.find(({ kind, name }) => kind === key.kind && name === key.name);
        return {
          kind: key.kind,
          name: shownName(key),
          lastReadAt: row?.last_read_at?.toISOString() ?? null,
          failingSince: row?.failing_since?.toISOString() ?? null,
          problem: row?.problem ?? null,
          taken: row?.taken ?? 0,
          refused: row?.refused ?? 0,
        };
      }),
    };
  }

  /** The source was read, and brought so much. */
  async wasRead(key: SourceKey, counts: { taken: number; refused: number }): Promise<void> {
    const mended = await noteRead(this.database.manager, key, { now: this.clock.now(), ...counts });
    if (mended) logger.log(`${key.kind} ${shownName(key)} is read again`);
  }

  /** The source could not be read, or not whole. */
  async failed(key: SourceKey, problem: string, counts: { taken: number; refused: number } = { taken: 0, refused: 0 }): Promise<void> {
    const news = await noteFailure(this.database.manager, key, { now: this.clock.now(), problem, ...counts });
    if (news) logger.warn(`${key.kind} ${shownName(key)} cannot be read: ${problem}`);
  }

  /** A message was refused: said once, because it is not read again. */
  wasRefused(key: SourceKey, what: string, reason: string): void {
    logger.log(`${key.kind} ${shownName(key)}: ${what} is refused: ${reason}`);
  }
}

/** What may be shown and logged of it: the address of a feed may carry a password or a key. */
function shownName({ kind, name }: SourceKey): string {
  if (kind === 'folder') return name;
  const { origin, pathname, search } = new URL(name);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}
