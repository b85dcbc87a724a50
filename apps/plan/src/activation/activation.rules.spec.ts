import type { ResponseLevel } from '#contracts/scales.js';
import { aPlan, aTask } from '../testing/a-plan.js';
import { realOrgs } from '../testing/real-city.js';
import type { ActingFor, RunningCityResponse, StartAsked, StartFacts } from './activation.rules.js';
import { actingFor, authorityOf, decideStart, floorOf, isBelowFloor, isStartingAuthority } from './activation.rules.js';

const city: ActingFor = { side: 'city' };
const leyu: ActingFor = { side: 'town', unitId: 'leyu' };
const nobody: ActingFor = { side: 'nobody' };

describe('actingFor', () => {
  it.each([
    ['320582', null, city],
    ['320582/leyu', 'leyu', leyu],
    ['320582/emergency-bureau', null, nobody],
    ['320582/leyu/320582104201', 'leyu', nobody],
  ])('%s acts for', (orgPath, unitId, acting) => {
    expect(actingFor({ orgPath, unitId })).toEqual(acting);
  });
});

describe('decideStart', () => {
  const facts: StartFacts = {
    acting: city,
    incident: { exercise: true, unitIds: ['leyu', 'daxin'] },
    unitsInScope: ['leyu', 'daxin', 'zone'],
    knownTriggers: new Set(['spread']),
    alreadyActive: [],
  };
  const asked: StartAsked = { unitIds: ['leyu'], exercise: true, reports: ['spread'] };
  it.each<[string, Partial<StartFacts>, Partial<StartAsked>, object]>([
    ['allows a proper start', {}, {}, { ok: true }],
    ['refuses an org out of scope', { unitsInScope: ['daxin'] }, {}, { ok: false, refusal: 'unknown-org' }],
    ['refuses an unknown trigger', {}, { reports: ['moon-rises'] }, { ok: false, refusal: 'unknown-trigger' }],
    ['refuses a drill for a real incident', {}, { exercise: false }, { ok: false, refusal: 'exercise-differs' }],
    ['refuses units outside', {}, { unitIds: ['leyu', 'zone'] }, { ok: false, refusal: 'units-outside-incident', unitIds: ['zone'] }],
    ['refuses a second response', { alreadyActive: ['leyu'] }, {}, { ok: false, refusal: 'already-active', unitIds: ['leyu'] }],
    [
      'says first what may not be seen',
      { unitsInScope: [], alreadyActive: ['leyu'] },
      { exercise: false },
      { ok: false, refusal: 'unknown-org' },
    ],
  ])('%s', (_, moreFacts, moreAsked, decision) => {
    expect(decideStart({ ...facts, ...moreFacts }, { ...asked, ...moreAsked })).toEqual(decision);
  });
});

describe('floorOf', () => {
  const running = (activationId: string, incidentId: string, level: ResponseLevel, planNos: string[]): RunningCityResponse => ({
    activationId,
    incidentId,
    level,
    planNos,
  });
  it.each([
    ['none runs', [], null],
    ['the same incident', [running('a', 'i1', 'III', ['O01', 'P09'])], 'a'],
    ['another incident, the same plan', [running('a', 'i2', 'II', ['O01', 'P01'])], 'a'],
    ['another hazard: only the overall plan is common', [running('a', 'i2', 'I', ['O01', 'P06'])], null],
    [
      'the strongest of several',
      [running('a', 'i2', 'III', ['P01']), running('b', 'i3', 'II', ['P01']), running('c', 'i4', 'IV', ['P01'])],
      'b',
    ],
  ])('%s', (_, responses, activationId) => {
    expect(floorOf(responses, 'i1', ['O01', 'P01'])?.activationId ?? null).toBe(activationId);
  });
});

describe('isBelowFloor', () => {
  it.each<[ActingFor, ResponseLevel, ResponseLevel | null, boolean]>([
    [leyu, 'IV', 'III', true],
    [leyu, 'III', 'III', false],
    [leyu, 'II', 'III', false],
    [leyu, 'IV', null, false],
    [city, 'IV', 'III', false],
  ])('%j at %s under %s: %s', (acting, level, floor, below) => {
    expect(isBelowFloor(acting, level, floor && { level: floor })).toBe(below);
  });
});

describe('authorityOf', () => {
  const post = (name: string, org: string | null = null) => ({ post: name, org });
  const levels = <Value>(value: Value) => ({ IV: value, III: value, II: value, I: value });
  const plan = aPlan('P01', [aTask('P01-01')], {
    approvers: {
      town: levels(post('town-mayor')),
      city: { ...levels(post('city-commander')), IV: post('dept-head', 'water-affairs-bureau'), III: post('dept-head', 'space-agency') },
    },
  });
  it.each<[string, ActingFor, ResponseLevel, object | null]>([
    ['the town', leyu, 'III', { orgId: 'leyu:leadership', postId: 'town-mayor' }],
    ['the city', city, 'II', { orgId: 'city-centre', postId: 'city-commander' }],
    ['the city, by a department', city, 'IV', { orgId: 'water-affairs-bureau', postId: 'dept-head' }],
    ['a department that does not exist', city, 'III', null],
    ['a town that does not exist', { side: 'town', unitId: 'atlantis' }, 'III', null],
    ['nobody', nobody, 'III', null],
  ])('%s', (_, acting, level, authority) => {
    expect(authorityOf(plan, acting, level, realOrgs())).toEqual(authority);
  });

  it('is nobody where the plan names none', () => {
    expect(authorityOf({ ...plan, approvers: null }, city, 'III', realOrgs())).toBeNull();
  });
});

describe('isStartingAuthority', () => {
  it.each<[ActingFor, string | null, boolean]>([
    [city, null, true],
    [city, 'leyu', false],
    [leyu, 'leyu', true],
    [leyu, 'daxin', false],
    [leyu, null, false],
    [nobody, null, false],
  ])('%j for what %s started: %s', (acting, startedFor, may) => {
    expect(isStartingAuthority(acting, startedFor)).toBe(may);
  });
});
