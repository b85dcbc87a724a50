import type { ReportLimits } from '#contracts/information-report.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { GivenReport, OpenDuty, ReportedResponse, ReportFacts } from './duty.rules.js';
import { closingMoment, dutiesMetBy, minutesLate, periodOf, reportsOwed, settleDuties } from './duty.rules.js';

const limits: ReportLimits = {
  category: '10000',
  oralMinutes: 30,
  writtenMinutes: 60,
  followUpMinutes: { IV: 180, III: 180, II: 60, I: 60 },
  finalHours: 24,
  source: 'test',
};
/** `06:15` of the day, or `+1 06:15` of the next one. */
const at = (time: string): Date => new Date(`2024-09-${time.startsWith('+1 ') ? '16' : '15'}T${time.replace('+1 ', '')}:00+08:00`);
const clock = (moment: Date): string => {
  const [day, time] = new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(8, 16).split('T');
  return `${day === '16' ? '+1 ' : ''}${time}`;
};
/** `III 06:15-08:00`, or `III 06:15` while it runs. */
const response = (said: string): ReportedResponse => {
  const [level, times] = said.split(' ') as [ResponseLevel, string];
  const [startedAt, endedAt] = times.split('-');
  return { level, startedAt: at(startedAt!), endedAt: endedAt ? at(endedAt) : null };
};
/** `first oral 06:30`. */
const report = (said: string, index: number): GivenReport => {
  const [kind, form, time] = said.split(' ') as [GivenReport['kind'], GivenReport['form'], string];
  return { number: index + 1, kind, form, givenAt: at(time) };
};
const facts = (hasHappened: boolean, responses: string[], reports: string[], knownAt = '06:00'): ReportFacts => ({
  hasHappened,
  knownAt: at(knownAt),
  limits,
  responses: responses.map(response),
  reports: reports.map(report),
});

describe('the period of a response', () => {
  it.each<[string, string[], string]>([
    ['none', [], 'none'],
    ['one that runs', ['III 06:15'], 'running 06:15 III 06:15'],
    ['one that ended', ['III 06:15-08:00'], 'ended 08:00'],
    ['two units, one ended', ['III 06:15-08:00', 'III 06:20'], 'running 06:15 III 06:20'],
    ['the strongest sets the level, since it runs', ['III 06:15', 'I 07:00', 'I 07:30'], 'running 06:15 I 07:00'],
    ['the strongest has ended', ['III 06:15', 'I 07:00-07:30'], 'running 06:15 III 06:15'],
    ['the last end counts', ['III 06:15-09:00', 'II 07:00-08:00'], 'ended 09:00'],
    ['one that begins after an end is another period', ['II 06:15-07:00', 'IV 08:00'], 'running 08:00 IV 08:00'],
    ['in any order', ['IV 08:00', 'II 06:15-07:00'], 'running 08:00 IV 08:00'],
    ['one that begins with the end goes on', ['II 06:15-07:00', 'IV 07:00'], 'running 06:15 IV 07:00'],
  ])('%s', (_, responses, expected) => {
    const period = periodOf(responses.map(response));
    const said =
      period.state === 'running'
        ? `running ${clock(period.since)} ${period.level} ${clock(period.levelSince)}`
        : period.state === 'ended'
          ? `ended ${clock(period.endedAt)}`
          : 'none';
    expect(said).toBe(expected);
  });
});

describe('what is owed', () => {
  it.each<[string, ReportFacts, string[]]>([
    ['what has happened, from the moment anyone knew', facts(true, [], []), ['first-oral 06:00 06:30', 'first-written 06:00 07:00']],
    ['what only threatens owes nothing', facts(false, [], []), []],
    [
      'until a response starts',
      facts(false, ['III 06:15'], []),
      ['first-oral 06:15 06:45', 'first-written 06:15 07:15', 'follow-up 06:15 09:15'],
    ],
    [
      'but never from before it was known',
      facts(false, ['II 06:15'], [], '06:20'),
      ['first-oral 06:20 06:50', 'first-written 06:20 07:20', 'follow-up 06:15 07:15'],
    ],
    ['an oral report meets the oral limit alone', facts(true, [], ['first oral 06:10']), ['first-written 06:00 07:00']],
    ['a written one both', facts(true, [], ['first written 06:10']), []],
    ['a report starts the clock of the next anew', facts(true, ['II 06:15'], ['first written 06:40']), ['follow-up 06:40 07:40']],
    [
      'the start of the response is later than the last report',
      facts(true, ['II 06:15'], ['first written 06:10']),
      ['follow-up 06:15 07:15'],
    ],
    ['every three hours at Ⅲ', facts(true, ['III 06:15'], ['first written 06:40', 'follow-up oral 09:00']), ['follow-up 09:00 12:00']],
    [
      'the latest report counts, in whatever order they were typed',
      facts(true, ['II 06:15'], ['first written 06:40', 'follow-up oral 07:30', 'follow-up oral 07:20']),
      ['follow-up 07:30 08:30'],
    ],
    ['a rise counts from the last report', facts(true, ['III 06:15', 'I 07:00'], ['first written 06:40']), ['follow-up 06:40 07:40']],
    ['a rise is never due before itself', facts(true, ['III 06:15', 'I 09:00'], ['first written 06:40']), ['follow-up 06:40 09:00']],
    ['a fall gives time', facts(true, ['III 06:15', 'I 07:00-07:30'], ['first written 06:40']), ['follow-up 06:40 09:40']],
    ['after the end the final one', facts(true, ['III 06:15-08:00'], ['first written 06:40']), ['final 08:00 +1 08:00']],
    [
      'after the end the first one is still owed',
      facts(true, ['III 06:15-08:00'], []),
      ['first-oral 06:00 06:30', 'first-written 06:00 07:00', 'final 08:00 +1 08:00'],
    ],
    ['after the final one nothing', facts(true, ['III 06:15-08:00'], ['first written 06:40', 'final written 08:30']), []],
    [
      'not after a correction either',
      facts(true, ['III 06:15-08:00'], ['first written 06:40', 'final written 08:30', 'follow-up written 09:00']),
      [],
    ],
    [
      'a new response takes it back',
      facts(true, ['III 06:15-08:00', 'IV 10:00'], ['first written 06:40', 'final written 08:30']),
      ['follow-up 10:00 13:00'],
    ],
    [
      'and owes another final one',
      facts(true, ['III 06:15-08:00', 'IV 10:00-11:00'], ['first written 06:40', 'final written 08:30']),
      ['final 11:00 +1 11:00'],
    ],
    ['a final report without any response is final', facts(true, [], ['first written 06:40', 'final written 08:30']), []],
  ])('%s', (_, known, expected) => {
    expect(reportsOwed(known).map(({ kind, since, dueAt }) => `${kind} ${clock(since)} ${clock(dueAt)}`)).toEqual(expected);
  });
});

const duty = (kind: OpenDuty['kind'], since: string, dueAt: string, nth = 1): OpenDuty => ({
  kind,
  nth,
  since: at(since),
  dueAt: at(dueAt),
});

describe('settling', () => {
  it('opens, moves and closes, and repeated changes nothing', () => {
    const open = [duty('first-written', '06:00', '07:00'), duty('follow-up', '06:15', '09:15', 3), duty('final', '06:15', '+1 06:15')];
    const owed = [
      { kind: 'first-oral' as const, since: at('06:00'), dueAt: at('06:30') },
      { kind: 'first-written' as const, since: at('06:00'), dueAt: at('07:00') },
      { kind: 'follow-up' as const, since: at('06:15'), dueAt: at('07:15') },
    ];
    const changes = settleDuties(open, owed);
    expect(changes).toEqual({ open: [owed[0]], move: [duty('follow-up', '06:15', '07:15', 3)], close: [open[2]] });
    const after = [open[0]!, ...changes.move, { ...changes.open[0]!, nth: 1 }];
    expect(settleDuties(after, owed)).toEqual({ open: [], move: [], close: [] });
  });

  it.each<[string, string[], string]>([
    ['the end of the response', ['III 06:15-08:00'], '08:00'],
    ['the start of a new one', ['III 06:15-08:00', 'III 09:00'], '09:00'],
    ['now', [], '12:00'],
  ])('what is not owed any more is closed with %s', (_, responses, expected) => {
    expect(clock(closingMoment(responses.map(response), at('12:00')))).toBe(expected);
  });
});

describe('meeting', () => {
  const open = [
    duty('first-oral', '06:00', '06:30'),
    duty('first-written', '06:00', '07:00'),
    duty('follow-up', '06:15', '09:15'),
    duty('final', '08:00', '+1 08:00'),
  ];
  it.each<[string, string[], number]>([
    ['first oral 06:30', ['first-oral'], 0],
    ['first oral 06:31', ['first-oral'], 1],
    ['first written 06:30', ['first-oral', 'first-written'], 0],
    ['first written 07:10', ['first-oral', 'first-written'], 40],
    ['follow-up oral 09:15', ['follow-up'], 0],
    ['follow-up written 10:00', ['follow-up'], 45],
    ['follow-up written 06:10', [], 0],
    ['final written 08:30', ['final'], 0],
    ['final written 07:59', [], 0],
  ])('%s meets %j, %d min late', (said, kinds, late) => {
    const given = report(said, 0);
    const met = dutiesMetBy(open, given);
    expect(met.map(({ kind }) => kind)).toEqual(kinds);
    expect(minutesLate(met, given.givenAt)).toBe(late);
  });

  it('a minute begun is late', () => {
    expect(minutesLate([open[0]!], new Date(at('06:30').getTime() + 1))).toBe(1);
  });
});
