import type { Matter } from '#contracts/matter.js';
import type { TimelineEntry } from '#contracts/task.js';
import type { Whistle } from '#contracts/whistle.js';
import { saidIn } from '../../whistle/whistle-story.view.js';

/** One thing that a side said on the way to the ruling. */
export type Said = { at: string; side: 'town' | 'department'; what: string; by: string; code: string | null; words: string };

const sideOf: Readonly<Record<string, Said['side']>> = {
  'whistle.blown': 'town',
  'whistle.returned': 'department',
  'whistle.disputed': 'town',
  'whistle.reassigned': 'town',
  'whistle.reassign-asked': 'department',
  'whistle.yielded': 'department',
};

/** What both sides said, in the order in which they said it; the whistle's own words stand for its blowing. */
export function bothSides(whistle: Pick<Whistle, 'needed' | 'unitName' | 'calls'>, story: readonly TimelineEntry[]): Said[] {
  return story.flatMap((entry): Said[] => {
    const side = sideOf[entry.what];
    if (!side) return [];
    const orgId = entry.facts.orgId;
    const org = whistle.calls.find((call) => call.orgId === orgId)?.orgName;
    return [
      {
        at: entry.at,
        side,
        what: entry.what,
        by: side === 'town' ? whistle.unitName : (org ?? entry.by.name),
        code: typeof entry.facts.code === 'string' ? entry.facts.code : null,
        words: entry.what === 'whistle.blown' ? whistle.needed : saidIn(entry.facts),
      },
    ];
  });
}

/** The line of the responsibility list that the matter stands on, or null: the list was replaced since. */
export function lineOf(matters: readonly Matter[], matterId: string): Matter | null {
  return matters.find((matter) => matter.id === matterId) ?? null;
}
