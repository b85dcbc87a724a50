import { readBuiltInData } from './built-in-data.js';
import { modelCity } from './county.rules.js';
import { fictionalName, fictionalPhone, seededId } from './fictional.rules.js';
import { composeOrgs } from './org-tree.rules.js';
import { composePeople, holderId } from './people.rules.js';
import { composeOrgPosts } from './post-tree.rules.js';

const data = readBuiltInData();
const orgPosts = composeOrgPosts(data, composeOrgs(data, modelCity(data, true)));
const village = '320582104216';

describe('fictional people', () => {
  it.each([
    [0, '赵甲'],
    [1, '钱辛'],
    [100, '赵乙'],
  ])('number %i is %s', (n, name) => expect(fictionalName(n)).toBe(name));

  it('have 7,000 different names before one comes again', () => {
    expect(new Set(Array.from({ length: 7_000 }, (_, n) => fictionalName(n))).size).toBe(7_000);
  });

  it('have numbers that no network assigns', () => expect(fictionalPhone(42)).toBe('00000000042'));

  it('have the same id every time, a UUID of version 5', () => {
    expect(seededId('x')).toBe(seededId('x'));
    expect(seededId('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(seededId('x')).not.toBe(seededId('y'));
  });
});

describe('who holds what', () => {
  const { people, holders, duty } = composePeople(orgPosts, data.demoShortfalls);

  it('every post has as many own people as the data says, but for the shortfalls', () => {
    const own = orgPosts.reduce((sum, each) => sum + each.post.perOrg, 0);
    const left = data.demoShortfalls.filter((each) => each.what === 'vacant' || each.what === 'stand-in-only');
    const missing = left.map((each) => data.posts.posts.find((post) => post.id === each.postId)!.perOrg).reduce((sum, n) => sum + n, 0);
    expect(people).toHaveLength(own - missing);
  });

  it('every holder and every turn is of a person who exists', () => {
    const ids = new Set(people.map((person) => person.id));
    expect(ids.size).toBe(people.length);
    const named = [...holders.map((row) => row.personId), ...duty.flatMap((row) => [row.personId, row.deputyPersonId])];
    expect(named.filter((id) => id !== null && !ids.has(id))).toEqual([]);
  });

  it('ranks are unique in a post, from 0 where somebody of its own holds it', () => {
    expect(new Set(holders.map((row) => `${row.orgId} ${row.postId} ${row.rank}`)).size).toBe(holders.length);
  });

  it('two dispatchers take turns, and stand in for each other', () => {
    const [one, other] = [holderId(village, 'village-dispatcher', 0), holderId(village, 'village-dispatcher', 1)];
    expect(duty.filter((row) => row.orgId === village && row.postId === 'village-dispatcher')).toEqual([
      { orgId: village, postId: 'village-dispatcher', shift: 'day', personId: one, deputyPersonId: other },
      { orgId: village, postId: 'village-dispatcher', shift: 'night', personId: other, deputyPersonId: one },
    ]);
  });

  it('nobody is the deputy of himself', () =>
    expect(duty.filter((row) => row.personId !== null && row.personId === row.deputyPersonId)).toEqual([]));

  it('every post on the roster has its day and its night, and no other post has', () => {
    expect(duty).toHaveLength(2 * orgPosts.filter((each) => each.post.onDutyRoster).length);
  });

  it('each shortfall names a post that exists', () => {
    for (const shortfall of data.demoShortfalls) {
      expect(orgPosts.some((each) => each.org.id === shortfall.orgId && each.post.id === shortfall.postId)).toBe(true);
    }
  });
});

describe('the next post up', () => {
  it('exists for every post but the city commander', () => {
    expect(orgPosts.filter((each) => each.superiorOrgId === null).map((each) => each.post.id)).toEqual(['city-commander']);
  });

  it.each([
    [village, 'village-secretary', 'leyu:leadership'],
    ['jingang:pu-hazchem-1', 'unit-head', 'jingang:enforcement-bureau'],
    ['leyu:leadership', 'town-party-secretary', 'city-centre'],
  ])('of %s %s sits at %s', (orgId, postId, superior) => {
    expect(orgPosts.find((each) => each.org.id === orgId && each.post.id === postId)!.superiorOrgId).toBe(superior);
  });
});
