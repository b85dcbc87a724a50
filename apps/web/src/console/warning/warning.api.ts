import type { PlanProposal } from '#contracts/plan-proposal.js';
import type { WarningColour } from '#contracts/scales.js';
import type {
  IssueWarning,
  WarningDetail,
  WarningExamplesAnswer,
  WarningPage,
  WarningReach,
  WarningSourcesAnswer,
  WarningState,
  WarningTaken,
} from '#contracts/warning.js';
import { api } from '../../session/api-client.js';

const part = encodeURIComponent;
const mediaType = 'application/cap+xml';

export type WarningQuestion = { state?: WarningState; reach?: WarningReach; cursor?: string; limit?: number };

/** Everything that the console asks about warnings, one function per route. */
export const readWarnings = ({ limit = 50, ...asked }: WarningQuestion): Promise<WarningPage> =>
  api.get(`/api/warnings?${new URLSearchParams({ limit: String(limit), ...asked }).toString()}`);
export const readWarning = (id: string): Promise<WarningDetail> => api.get(`/api/warnings/${part(id)}`);
/** Hands a CAP message in as it is. The same message again changes nothing. */
export const handInWarning = (document: Blob | string): Promise<WarningTaken> =>
  api.post('/api/warnings', new Blob([document], { type: mediaType }));
export const issueWarning = (body: IssueWarning): Promise<WarningTaken> => api.command('/api/warnings/issued', body);
/** The document of one message, as it came or as it was issued. */
export const readDocument = (warningId: string, messageId: string): Promise<Blob> =>
  api.document(`/api/warnings/${part(warningId)}/messages/${part(messageId)}/document`);
export const readSources = (): Promise<WarningSourcesAnswer> => api.get('/api/warning-sources');
export const readExamples = (): Promise<WarningExamplesAnswer> => api.get('/api/warning-examples');

/** What the published plans propose; without units, for all of the reader's. */
export function readPlanProposal(category: string, colour: WarningColour | null, unitIds: readonly string[]): Promise<PlanProposal> {
  const asked = new URLSearchParams({ category });
  if (colour) asked.set('colour', colour);
  if (unitIds.length > 0) asked.set('unitIds', unitIds.join(','));
  return api.get(`/api/plan-proposals?${asked.toString()}`);
}
