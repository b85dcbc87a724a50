import { issueWarning, type WarningDetail } from '#contracts/warning.js';
import { emptyIssue, issueBody, issueOf, unfinishedIssue, type IssueForm } from './issue.form.js';

const now = Date.parse('2026-09-14T03:00:00Z');
const none = { changes: null, cancels: null };
const whole: IssueForm = {
  ...emptyIssue(now),
  exercise: true,
  category: '11B01',
  colour: 'blue',
  headline: '台风蓝色预警',
  description: '阵风 8 级',
  unitIds: ['leyu'],
};

describe('the form of a warning of our own', () => {
  it('assumes neither drill nor colour', () => {
    expect(unfinishedIssue(emptyIssue(now), now)).toEqual(['exercise', 'category', 'colour', 'headline', 'description', 'unitIds']);
    expect(issueBody(emptyIssue(now), none, now)).toBeNull();
  });

  it.each([
    [{ headline: ' ' }, ['headline']],
    [{ expiresAt: '' }, ['expiresAt']],
    [{ expiresAt: '2020-01-01T00:00' }, ['expiresAt']],
    [{}, []],
  ])('%j cannot go out because of %j', (change, fields) => {
    expect(unfinishedIssue({ ...whole, ...change }, now)).toEqual(fields);
  });

  it('makes a body that the contract takes', () => {
    const body = issueBody(whole, none, now);
    const requestId = '0193f0aa-7b5a-7000-8000-000000000001';
    expect(issueWarning.parse({ requestId, ...body })).toEqual({ requestId, ...body });
    expect(body).toMatchObject({ exercise: true, changes: null, cancels: null, expiresAt: '2026-09-15T03:00:00.000Z' });
  });
});

describe('a change of a warning', () => {
  const id = '0193f0aa-7b5a-7000-8000-000000000002';
  const warning = {
    id,
    exercise: true,
    category: '11B01',
    colour: 'orange',
    headline: '台风橙色预警',
    description: '阵风 12 级',
    instruction: '回港',
    units: [{ unitId: 'leyu' }],
    expiresAt: '2026-09-15T00:00:00Z',
  } as WarningDetail;

  it('begins with what the warning says', () => {
    const form = issueOf(warning, 'change', now);
    expect(form).toMatchObject({
      exercise: true,
      category: '11B01',
      colour: 'orange',
      severity: 'Severe',
      instruction: '回港',
      unitIds: ['leyu'],
    });
    expect(issueBody(form, { changes: id, cancels: null }, now)).toMatchObject({ changes: id, expiresAt: '2026-09-15T00:00:00.000Z' });
  });

  it('gets a new expiry if the old one is near or gone', () => {
    const form = issueOf({ ...warning, expiresAt: '2026-09-14T03:10:00Z' }, 'change', now);
    expect(issueBody(form, none, now)?.expiresAt).toBe('2026-09-14T04:00:00.000Z');
  });

  it('that cancels it says the reason anew, and holds for an hour', () => {
    const form = issueOf(warning, 'cancel', now);
    expect(unfinishedIssue(form, now)).toEqual(['headline', 'description']);
    expect(issueBody({ ...form, headline: '解除', description: '已过境' }, none, now)?.expiresAt).toBe('2026-09-14T04:00:00.000Z');
  });
});
