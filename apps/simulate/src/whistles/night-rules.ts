import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { WhistleRules, WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { whistleRules } from '#contracts/whistle-rules.js';
import type { Person } from '#desk-client/person.js';
import { shortenRules } from './short-limits.rules.js';

const putWithinMs = 30_000;

/**
 * The limits of a night: a version of the city's rules with short limits, and afterwards the former rules again, as one more version. The
 * former ones are also kept in the data folder meanwhile, so that the next night puts them back if this one is killed.
 */
export class NightRules {
  private constructor(
    private readonly administrator: Person,
    readonly former: WhistleRules,
    readonly night: WhistleRules,
    private readonly file: string | undefined,
  ) {}

  /** Puts the short limits in force. */
  static async begin(administrator: Person, compression: number, dataFolder: string | undefined): Promise<NightRules> {
    await administrator.signIn();
    const file = dataFolder && join(dataFolder, 'whistle-rules-before-night.json');
    const { rules } = await administrator.caller.ask<WhistleRulesAnswer>('/api/whistle-rules');
    const former = file && existsSync(file) ? whistleRules.parse(JSON.parse(readFileSync(file, 'utf8'))) : rules;
    if (file) writeFileSync(file, JSON.stringify(former));
    const night = new NightRules(administrator, former, shortenRules(former, compression), file);
    await night.put(night.night);
    return night;
  }

  /** Puts the former rules in force again. */
  async end(): Promise<void> {
    await this.administrator.signIn();
    await this.put(this.former);
    if (this.file) rmSync(this.file, { force: true });
  }

  private async put(rules: WhistleRules): Promise<void> {
    const answer = await this.administrator.caller.insist('PUT', '/api/whistle-rules', { requestId: uuidv7(), rules }, putWithinMs);
    if (answer.status !== 200) throw new Error(`PUT /api/whistle-rules: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
