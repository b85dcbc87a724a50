import type { WhistleRules, WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { api } from '../../session/api-client.js';

/** Puts the next version of the rules in force. Whistles that were blown keep theirs. */
export const setWhistleRules = (body: { requestId: string; rules: WhistleRules }): Promise<WhistleRulesAnswer> =>
  api.command('/api/whistle-rules', body, undefined, 'PUT');
