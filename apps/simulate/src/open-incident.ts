import { uuidv7 } from 'uuidv7';
import type { Incident, IncidentDraft, IncidentDraftsAnswer } from '#contracts/incident.js';
import type { WarningExamplesAnswer, WarningTaken } from '#contracts/warning.js';
import type { Caller } from '#desk-client/caller.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** What the run begins with: an incident of its own, and the words of the warning from which it came, if any. */
export type Opened = { incident: Incident; warning: string | undefined };

/**
 * The warning comes in, and its proposal is opened as an exercise. A county that no example is about, such as a synthetic one, opens the
 * drill's draft. `mark` sets its title apart from all others.
 */
export async function openIncident(operator: Caller, mark: string): Promise<Opened> {
  const warned = await takeInWarning(operator);
  const proposed = warned?.proposal ?? (await firstDraft(operator));
  const title = `${proposed.title} ${mark}`;
  const incident = await operator.command<Incident>('/api/incidents', { ...proposed, requestId: uuidv7(), title, exercise: true });
  return { incident, warning: warned?.headline };
}

/** Takes in the first example whose proposal can be opened here. */
async function takeInWarning(operator: Caller): Promise<{ headline: string; proposal: IncidentDraft['incident'] } | undefined> {
  const { status, body } = await operator.insist<WarningExamplesAnswer>('GET', '/api/warning-examples', undefined, 60_000);
  for (const { document } of status === 200 ? body.examples : []) {
    const { warning } = await operator.command<WarningTaken>('/api/warnings', document);
    if (warning.proposal.incident) return { headline: warning.headline, proposal: warning.proposal.incident };
  }
  return undefined;
}

async function firstDraft(operator: Caller): Promise<IncidentDraft['incident']> {
  const { drafts } = await operator.ask<IncidentDraftsAnswer>('/api/incident-drafts');
  const [draft] = drafts;
  if (draft) return draft.incident;
  throw new SpokenProblem({ zh: '这个账号没有可用的演练脚本', en: 'There is no drill script for this account' });
}
