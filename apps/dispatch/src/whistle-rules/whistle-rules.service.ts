import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleRules, WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { setWhistleRules, whistleRules } from '#contracts/whistle-rules.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { readDispatchData } from '../dispatch.data.js';
import { whistleRulesProblems } from './whistle-rules.rules.js';

/** The rules of one version, and since when they are in force. */
export type RulesVersion = { version: number; madeAt: Date; rules: WhistleRules };

const firstRules = z.object({ rules: whistleRules });

/** One lock for all who make a version, so that versions are made one after the other. */
const versionLock = `SELECT pg_advisory_xact_lock(hashtext('dispatch.whistle_rules'))`;

/** The rules of the whistle, in versions that are kept: a whistle keeps what it was blown under. */
@Injectable()
export class WhistleRulesService implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.makeFirst();
  }

  /** Makes version 1 from the data file if there is none. Any number of processes may start at once: one makes it. */
  async makeFirst(): Promise<void> {
    const { rules } = firstRules.parse(readDispatchData('whistle-rules.json'));
    const problems = whistleRulesProblems(rules);
    if (problems.length > 0) throw new Error(`whistle-rules.json: ${problems.map(({ field }) => field).join(', ')}`);
    await this.database.transaction(async (tx) => {
      await tx.query(versionLock);
      const [known] = (await tx.query('SELECT 1 FROM dispatch.whistle_rules LIMIT 1')) as unknown[];
      if (!known) await this.keep(tx, 1, rules, null);
    });
  }

  /** The version in force. */
  async current(tx: EntityManager): Promise<RulesVersion> {
    const [row] = (await tx.query('SELECT version, made_at, rules FROM dispatch.whistle_rules ORDER BY version DESC LIMIT 1')) as [
      VersionRecord,
    ];
    return versionOf(row);
  }

  /** The last version made before a moment (that in force at its end); the first where none was. What is counted by it stays as it was. */
  async inForceBefore(tx: EntityManager, moment: Date): Promise<RulesVersion> {
    const [row] = (await tx.query(
      `SELECT version, made_at, rules FROM dispatch.whistle_rules WHERE made_at < $1 OR version = 1 ORDER BY version DESC LIMIT 1`,
      [moment],
    )) as [VersionRecord];
    return versionOf(row);
  }

  async read(): Promise<WhistleRulesAnswer> {
    return answerOf(await this.current(this.database.manager));
  }

  /** Makes the next version. Whistles that are blown already keep theirs. Refuses `invalid-input` with each field that makes no sense. */
  async set(caller: SessionClaims, command: z.infer<typeof setWhistleRules>): Promise<WhistleRulesAnswer> {
    const problems = whistleRulesProblems(command.rules);
    if (problems.length > 0) throw new Refused('invalid-input', undefined, problems);
    return this.database.transaction((tx) =>
      answerOnce(tx, 'dispatch', { subjectId: caller.sub, name: 'whistle-rules.set', body: command }, async () => {
        await tx.query(versionLock);
        const { version } = await this.current(tx);
        return answerOf(await this.keep(tx, version + 1, command.rules, caller));
      }),
    );
  }

  private async keep(tx: EntityManager, version: number, rules: WhistleRules, caller: SessionClaims | null): Promise<RulesVersion> {
    const madeAt = this.clock.now();
    await tx.query('INSERT INTO dispatch.whistle_rules (version, rules, made_at, made_by) VALUES ($1, $2, $3, $4)', [
      version,
      JSON.stringify(rules),
      madeAt,
      caller?.sub ?? null,
    ]);
    const by = caller ? { kind: caller.kind, id: caller.sub } : { kind: 'service' as const, id: 'dispatch' };
    await appendTimeline(tx, 'dispatch', [{ at: madeAt, what: 'whistle-rules.set', by, facts: { version } }]);
    return { version, madeAt, rules };
  }
}

type VersionRecord = { version: number; made_at: Date; rules: unknown };

/** Rules of an older form get the defaults of what was added since. */
function versionOf({ version, made_at, rules }: VersionRecord): RulesVersion {
  return { version, madeAt: made_at, rules: whistleRules.parse(rules) };
}

function answerOf({ version, madeAt, rules }: RulesVersion): WhistleRulesAnswer {
  return { version, madeAt: madeAt.toISOString(), rules };
}
