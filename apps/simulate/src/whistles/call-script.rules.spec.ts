import type { KindLimits } from '#contracts/whistle-rules.js';
import { drawFrom } from '#desk-client/draw.rules.js';
import type { Step } from './call-script.rules.js';
import { scriptAfterSendBack, scriptOf } from './call-script.rules.js';
import type { Manner } from './manner.rules.js';

const seconds = (value: number) => ({ value: value / 60, unit: 'minutes' as const });
const limits: KindLimits = {
  acknowledge: seconds(5),
  arrive: seconds(30),
  firstFeedback: seconds(60),
  thenEvery: seconds(60),
  close: null,
};
const scripts = (manner: Manner, role: 'lead' | 'assist' = 'lead', of: KindLimits = limits): Step[][] =>
  Array.from({ length: 200 }, (_, seed) => scriptOf({ role, manner }, { limits: of, returnPercent: 10 }, drawFrom('test', seed)));
const momentOf = (steps: readonly Step[], act: Step['act']): number | undefined => steps.find((step) => step.act === act)?.afterMs;

describe('what a department does about a call', () => {
  it.each<[Manner, string]>([
    ['prompt', 'acknowledge arrive finish'],
    ['late', 'acknowledge arrive finish'],
    ['woken', 'acknowledge arrive finish'],
    ['phoned', 'arrive finish'],
    ['silent', ''],
    ['stays-away', 'acknowledge arrive finish'],
    ['stops-reporting', 'acknowledge arrive finish'],
    ['returns', 'return acknowledge arrive finish'],
    ['asks-reassign', 'acknowledge ask-reassign arrive finish'],
  ])('%s: %s', (manner, words) => {
    for (const steps of scripts(manner)) {
      const acts = steps.map(({ act }) => act).filter((act) => act !== 'note');
      expect(acts.join(' ')).toBe(words);
      expect(steps.map(({ afterMs }) => afterMs)).toEqual(steps.map(({ afterMs }) => afterMs).sort((one, other) => one - other));
    }
  });

  it('a prompt one keeps every limit, a late one none, a return comes within its time', () => {
    for (const steps of scripts('prompt')) {
      expect(momentOf(steps, 'acknowledge')).toBeLessThan(5_000);
      expect(momentOf(steps, 'arrive')).toBeLessThan(30_000);
    }
    for (const steps of scripts('late')) {
      expect(momentOf(steps, 'acknowledge')).toBeGreaterThan(5_000);
      expect(momentOf(steps, 'arrive')).toBeGreaterThan(30_000);
    }
    for (const steps of scripts('returns')) expect(momentOf(steps, 'return')).toBeLessThan(3_000);
  });

  it('feeds back again and again until it has finished, where that is asked for; who stops does not', () => {
    for (const steps of scripts('prompt')) {
      const moments = [0, ...steps.filter(({ act }) => act === 'note').map(({ afterMs }) => afterMs), momentOf(steps, 'finish')!];
      for (const [index, moment] of moments.entries()) expect(moment - (moments[index - 1] ?? 0)).toBeLessThan(60_000);
    }
    expect(
      scripts('stops-reporting')
        .flat()
        .filter(({ act }) => act === 'note'),
    ).toEqual([]);
    const none = scripts('prompt', 'lead', { ...limits, firstFeedback: null, thenEvery: null }).flat();
    expect(none.filter(({ act }) => act === 'note')).toEqual([]);
  });

  it('whoever assists acknowledges and comes, and has nothing to finish', () => {
    for (const steps of scripts('prompt', 'assist')) expect(steps.map(({ act }) => act)).toEqual(['acknowledge', 'arrive']);
  });

  it('finishes again what was sent back', () => {
    expect(scriptAfterSendBack(limits, drawFrom('again')).map(({ act }) => act)).toEqual(['note', 'finish']);
  });
});
