import type { MattersAnswer } from '#contracts/matter.js';
import type { DepartmentPresence } from '#contracts/presence.js';
import type { TimelineEntry } from '#contracts/task.js';
import type {
  BlowWhistle,
  OfferWhistle,
  Whistle,
  WhistleAct,
  WhistleActBody,
  WhistlePage,
  WhistleProposal,
  WhistleProposalQuery,
  WhistleReconciliation,
  WhistleTimeline,
} from '#contracts/whistle.js';
import type { WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { api } from '../session/api-client.js';

const part = encodeURIComponent;

/** What `GET /api/whistles` is asked, as text; what is left out is not asked. */
export type WhistleQuestion = {
  state?: 'open' | 'closed' | 'offered' | 'ruling' | 'overdue';
  kind?: string;
  unitId?: string;
  orgId?: string;
  incidentId?: string;
  exercise?: 'true' | 'false';
  after?: number;
  limit?: number;
};

const query = (asked: object): string =>
  new URLSearchParams(
    Object.entries(asked as Record<string, string | number | undefined>).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString();

/** Everything that pages ask about whistles, one function per route. */
export const readWhistles = (question: WhistleQuestion): Promise<WhistlePage> => api.get(`/api/whistles?${query(question)}`);
export const readWhistle = (id: string): Promise<Whistle> => api.get(`/api/whistles/${part(id)}`);
export const readWhistleStory = async (id: string): Promise<TimelineEntry[]> =>
  (await api.get<WhistleTimeline>(`/api/whistles/${part(id)}/timeline`)).entries;
export const readProposal = (question: WhistleProposalQuery): Promise<WhistleProposal> =>
  api.get(`/api/whistle-proposals?${query(question)}`);
export const readWhistleReconciliation = (): Promise<WhistleReconciliation> => api.get('/api/whistle-reconciliation');
export const readWhistleRules = (): Promise<WhistleRulesAnswer> => api.get('/api/whistle-rules');
export const readConnectedDepartments = (): Promise<DepartmentPresence> => api.get('/api/presence/departments');
export const readMatters = (): Promise<MattersAnswer> => api.get('/api/matters');

/** Commands: a lost answer is asked for again with the same request id. */
export const blowWhistle = (body: BlowWhistle): Promise<Whistle> => api.command('/api/whistles', body);
export const offerWhistle = (body: OfferWhistle): Promise<Whistle> => api.command('/api/whistles/offers', body);
export const actOnWhistle = <Act extends WhistleAct>(id: string, act: Act, body: WhistleActBody<Act>): Promise<Whistle> =>
  api.command(`/api/whistles/${part(id)}/${act}`, body);
