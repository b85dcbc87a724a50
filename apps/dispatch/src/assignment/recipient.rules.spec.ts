import type { Recipient } from '#contracts/assignment.js';
import { readAssignmentDefaults } from './assignment.data.js';
import type { Directory, KnownPost } from './recipient.rules.js';
import { addressRecipients } from './recipient.rules.js';

const { answeringPosts } = readAssignmentDefaults();
const post = (orgId: string, postId: string, personId: string | null = 'x', deputyOf: string | null = null): KnownPost => ({
  orgId,
  postId,
  deputyOf,
  personId,
});

/** A town with its centre, a rescue group without a leader, a village where nobody is on duty. */
const directory: Directory = {
  orgs: new Map([
    ['leyu', { id: 'leyu', kind: 'area-unit', answersAt: { id: 'leyu:town-centre', kind: 'town-centre' } }],
    ['rescue', { id: 'rescue', kind: 'working-group', answersAt: { id: 'rescue', kind: 'working-group' } }],
    ['v1', { id: 'v1', kind: 'village', answersAt: { id: 'v1', kind: 'village' } }],
    ['empty', { id: 'empty', kind: 'station', answersAt: { id: 'empty', kind: 'station' } }],
    ['odd', { id: 'odd', kind: 'bureau', answersAt: { id: 'odd', kind: 'bureau' } }],
  ]),
  posts: [
    post('leyu:town-centre', 'town-operator'),
    post('leyu:town-centre', 'town-shift-chief'),
    post('rescue', 'group-deputy-leader', 'deputy', 'group-leader'),
    post('rescue', 'group-leader', null),
    post('rescue', 'group-liaison', null),
    post('v1', 'village-dispatcher', null),
    post('v1', 'village-secretary', 'secretary'),
    post('odd', 'bureau-line-officer', 'officer'),
  ],
  people: new Map([
    ['liaison', { id: 'liaison', away: false, posts: [{ orgId: 'rescue', postId: 'group-liaison' }] }],
    ['secretary', { id: 'secretary', away: true, posts: [{ orgId: 'v1', postId: 'village-secretary' }] }],
    ['chief', { id: 'chief', away: true, posts: [{ orgId: 'leyu:town-centre', postId: 'town-shift-chief' }] }],
    ['leader', { id: 'leader', away: true, posts: [{ orgId: 'rescue', postId: 'group-leader' }] }],
    ['nobody', { id: 'nobody', away: false, posts: [] }],
  ]),
};

describe('addressRecipients', () => {
  const address = (...recipients: Recipient[]): unknown => {
    const addressed = addressRecipients(recipients, directory, answeringPosts);
    if (!addressed.ok) return [addressed.refusal, addressed.fields[0]!.field];
    return addressed.targets.map(({ orgId, postId, personId }) => [orgId, postId, ...(personId ? [personId] : [])].join(' '));
  };

  it.each<[string, Recipient[], unknown]>([
    ['a post that is filled', [{ by: 'post', orgId: 'v1', postId: 'village-secretary' }], ['v1 village-secretary']],
    ['a vacant post with a deputy', [{ by: 'post', orgId: 'rescue', postId: 'group-leader' }], ['rescue group-deputy-leader']],
    ['a vacant post without one', [{ by: 'post', orgId: 'v1', postId: 'village-dispatcher' }], ['v1 village-dispatcher']],
    ['a group: each post once', [{ by: 'group', orgId: 'rescue' }], ['rescue group-deputy-leader', 'rescue group-liaison']],
    ['a town answers at its centre', [{ by: 'org', orgId: 'leyu' }], ['leyu:town-centre town-shift-chief']],
    ['the first post that is filled answers', [{ by: 'org', orgId: 'v1' }], ['v1 village-secretary']],
    ['an org without any of the usual posts', [{ by: 'org', orgId: 'odd' }], ['odd bureau-line-officer']],
    ['a person by name', [{ by: 'person', personId: 'liaison' }], ['rescue group-liaison liaison']],
    ['a person away, somebody else on duty', [{ by: 'person', personId: 'chief' }], ['leyu:town-centre town-shift-chief']],
    ['a person away, nobody else there', [{ by: 'person', personId: 'secretary' }], ['v1 village-secretary']],
    ['a person away, with a deputy', [{ by: 'person', personId: 'leader' }], ['rescue group-deputy-leader']],
    [
      'the same post by two ways',
      [
        { by: 'org', orgId: 'v1' },
        { by: 'post', orgId: 'v1', postId: 'village-secretary' },
      ],
      ['v1 village-secretary'],
    ],
    ['an org that is not in scope', [{ by: 'org', orgId: 'n1' }], ['unknown-org', 'recipients.0.orgId']],
    ['a post that the org has not', [{ by: 'post', orgId: 'v1', postId: 'town-mayor' }], ['no-such-post', 'recipients.0.postId']],
    ['an org without posts', [{ by: 'org', orgId: 'empty' }], ['no-such-post', 'recipients.0.orgId']],
    ['a village as a group', [{ by: 'group', orgId: 'v1' }], ['not-a-group', 'recipients.0.orgId']],
    ['a person without a post', [{ by: 'person', personId: 'nobody' }], ['unknown-person', 'recipients.0.personId']],
    [
      'the second of two is wrong',
      [
        { by: 'org', orgId: 'v1' },
        { by: 'person', personId: 'unknown' },
      ],
      ['unknown-person', 'recipients.1.personId'],
    ],
  ])('%s', (_, recipients, expected) => {
    expect(address(...recipients)).toEqual(expected);
  });
});
