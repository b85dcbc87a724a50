import { uuidv7 } from 'uuidv7';
import type { Incident } from '#contracts/incident.js';
import type { WarningDetail, WarningExamplesAnswer, WarningTaken } from '#contracts/warning.js';
import type { Caller } from '#desk-client/caller.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** Titles of incidents are no longer than this. */
const longestTitle = 120;

/** What the run begins with: the words of the warning that came in, and the incident that was opened from it. */
export type Opened = { incident: Incident; warning: string };

/** The demo's warning comes in, and the incident that it proposes is opened as an exercise. `mark` sets its title apart from all others. */
export async function openIncident(operator: Caller, mark: string): Promise<Opened> {
  const { examples } = await operator.ask<WarningExamplesAnswer>('/api/warning-examples');
  for (const { document } of examples) {
    const { warning } = await operator.command<WarningTaken>('/api/warnings', document);
    const body = bodyOf(warning, mark);
    if (body) return { incident: await operator.command<Incident>('/api/incidents', body), warning: warning.headline };
  }
  throw new SpokenProblem({
    zh: '演示自带的预警没有提出可以打开的演练事件',
    en: 'No warning that the demo ships proposes an exercise that could be opened',
  });
}

function bodyOf({ proposal: { incident } }: WarningDetail, mark: string): object | undefined {
  if (!incident?.exercise) return undefined;
  return { ...incident, requestId: uuidv7(), title: `${incident.title.slice(0, longestTitle - mark.length - 1)} ${mark}` };
}
