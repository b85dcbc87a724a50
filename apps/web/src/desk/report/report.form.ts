import type { FileGridReport } from '#contracts/grid-report.js';
import type { Session } from '#contracts/org.js';
import type { WhistleKind } from '#contracts/matter.js';
import type { OfferWhistle } from '#contracts/whistle.js';

/** What both short forms ask: what it is, what was seen or is being done, where. */
export type ShortForm = { exercise: boolean; matterId: string; words: string; place: string };
export type ShortField = 'matterId' | 'unitId' | 'title' | 'words' | 'place';

export const emptyForm = (): ShortForm => ({ exercise: false, matterId: '', words: '', place: '' });

/** Where a report from this desk lies: its village, else its area unit; null: this desk is in none and files none. */
export function reportedOrg(org: Session['me']['org']): string | null {
  return org.kind === 'village' ? org.id : org.unitId;
}

/** What is not said yet, in the order of the form. */
export function unfinished(form: ShortForm, more: Partial<Record<'unitId' | 'title', string>> = {}): ShortField[] {
  const said: [ShortField, string][] = [
    ['matterId', form.matterId],
    ...(Object.entries(more) as [ShortField, string][]),
    ['words', form.words],
    ['place', form.place],
  ];
  return said.filter(([, value]) => value.trim() === '').map(([field]) => field);
}

/** The body of a grid report without its request id. */
export function reportBody(
  form: ShortForm,
  orgId: string,
  position: FileGridReport['place']['position'],
): Omit<FileGridReport, 'requestId'> {
  return {
    exercise: form.exercise,
    matterId: form.matterId,
    orgId,
    words: form.words.trim(),
    place: { description: form.place.trim(), position },
  };
}

/** The body of an offer without its request id; the kind is that of the matter. */
export function offerBody(
  form: ShortForm,
  more: { unitId: string; title: string; kind: WhistleKind },
  position: OfferWhistle['place']['position'],
): Omit<OfferWhistle, 'requestId'> {
  return {
    exercise: form.exercise,
    unitId: more.unitId,
    kind: more.kind,
    matterId: form.matterId,
    title: more.title.trim(),
    words: form.words.trim(),
    place: { description: form.place.trim(), position },
  };
}
