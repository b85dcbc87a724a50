import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { Incident, IncidentDraftsAnswer } from '#contracts/incident.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { ApiClient } from '#testing/api-client.js';

/** Opens the drill's first incident, as the console does with one click. */
export async function openDraft(operator: ApiClient): Promise<Incident> {
  const { drafts } = await operator.get<IncidentDraftsAnswer>('/api/incident-drafts');
  return operator.post<Incident>('/api/incidents', { requestId: uuidv7(), ...drafts[0]!.incident });
}

/** The body of the click: a response to this incident over all its units. */
export function startOf(incident: Incident, level: ResponseLevel = 'III') {
  return {
    requestId: uuidv7(),
    incidentId: incident.id,
    exercise: incident.exercise,
    unitIds: incident.unitIds,
    statements: { matter: '防御台风贝碧嘉', level, expectedHours: 36, measures: '停工、加固、队伍前置' },
    reports: [],
    approval: '市副指挥长电话同意',
  };
}

/** Starts it. */
export async function startResponse(operator: ApiClient, incident: Incident, level: ResponseLevel = 'III'): Promise<Activation> {
  return operator.post<Activation>('/api/activations', startOf(incident, level));
}

/** What an operator of a town orders outside any plan: one village is to do it. */
export function orderTo(unitId: string, orgId: string, exercise = true) {
  return {
    requestId: uuidv7(),
    exercise,
    title: '转移独居老人',
    what: '逐户敲门，送到安置点',
    unitId,
    recipients: [{ by: 'org', orgId }],
    need: 1,
    acknowledgeMinutes: 10,
    doneMinutes: 60,
  };
}

/** Waits until the reconciliation is clean and answers it; after the time it answers what it says then. */
export async function reconciled(operator: ApiClient, activationId: string, withinMs = 30_000): Promise<Reconciliation> {
  const until = performance.now() + withinMs;
  for (;;) {
    const reconciliation = await operator.get<Reconciliation>(`/api/activations/${activationId}/reconciliation`);
    if (reconciliation.verdict === 'clean' || performance.now() > until) return reconciliation;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
