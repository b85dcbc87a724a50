import type { Session } from '#contracts/org.js';
import { emptyForm, offerBody, reportBody, reportedOrg, unfinished } from './report.form.js';

const org = (given: Partial<Session['me']['org']>) => ({ id: 'x', unitId: 'leyu', ...given }) as Session['me']['org'];
const form = { exercise: false, matterId: 'waterlogging', words: ' 桥下积水没过膝盖 ', place: ' 老圩桥 ' };

describe('a short form of the desk', () => {
  it.each([
    ['a village reports for itself', org({ kind: 'village', id: '320582104201' }), '320582104201'],
    ['a bureau for its town', org({ kind: 'bureau', id: 'leyu:water-station' }), 'leyu'],
    ['a department for nobody', org({ kind: 'department', unitId: null }), null],
  ])('%s', (_, of, expected) => expect(reportedOrg(of)).toBe(expected));

  it('names what is not said yet, in its order', () => {
    expect(unfinished(emptyForm())).toEqual(['matterId', 'words', 'place']);
    expect(unfinished({ ...form, words: '  ' }, { unitId: '', title: '桥' })).toEqual(['unitId', 'words']);
    expect(unfinished(form)).toEqual([]);
  });

  it('sends what was written, without the spaces around it', () => {
    expect(reportBody(form, '320582104201', null)).toEqual({
      exercise: false,
      matterId: 'waterlogging',
      orgId: '320582104201',
      words: '桥下积水没过膝盖',
      place: { description: '老圩桥', position: null },
    });
    expect(offerBody(form, { unitId: 'leyu', title: ' 桥下积水 ', kind: 'emergency' }, null)).toMatchObject({
      unitId: 'leyu',
      title: '桥下积水',
      kind: 'emergency',
      words: '桥下积水没过膝盖',
    });
  });
});
