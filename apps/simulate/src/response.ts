import { uuidv7 } from 'uuidv7';
import type { Activation, Preview } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Caller } from '#desk-client/caller.js';

const expectedHours = 36;

/** Looks at what a click would do, as the console does before it. */
export function preview(operator: Caller, { id, unitIds }: Incident, level: ResponseLevel): Promise<Preview> {
  return operator.command('/api/activations/preview', { incidentId: id, level, unitIds });
}

/** The click: a response over all units of the incident, with the four statements of Art. 72. Sent again until it is answered. */
export function startResponse(operator: Caller, incident: Incident, level: ResponseLevel): Promise<Activation> {
  return operator.command('/api/activations', {
    requestId: uuidv7(),
    incidentId: incident.id,
    exercise: true,
    unitIds: incident.unitIds,
    statements: { matter: incident.title, level, expectedHours, measures: '停工、加固、队伍前置' },
    reports: [],
    approval: '市副指挥长电话同意',
  });
}

/** Who started it ends it. */
export async function endResponse(operator: Caller, activationId: string, withinMs?: number): Promise<void> {
  await operator.command(`/api/activations/${activationId}/end`, { requestId: uuidv7(), reason: '模拟演练结束' }, withinMs);
}
