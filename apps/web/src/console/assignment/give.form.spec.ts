import { giveAssignment } from '#contracts/assignment.js';
import { addRecipients, emptyGive, giveBody, unfinishedGive, type GiveForm, type NamedRecipient } from './give.form.js';

const village: NamedRecipient = { recipient: { by: 'org', orgId: '320582104201' }, name: '双桥村', detail: '' };
const full: GiveForm = { ...emptyGive('leyu'), exercise: false, title: '巡一遍堤', what: '三号涵闸上下各 500 米', recipients: [village] };

describe('giving an assignment', () => {
  it('sends what its contract asks', () => {
    const body = { requestId: '019a0000-0000-7000-8000-000000000001', ...giveBody(full)! };
    expect(giveAssignment.parse(body)).toEqual(body);
    expect(body).toMatchObject({ need: 'all', arriveMinutes: null, checkInMinutes: null, acknowledgeMinutes: 10, doneMinutes: 120 });
  });

  it('names what is missing in the order of the page', () => {
    expect(unfinishedGive(emptyGive(''))).toEqual(['exercise', 'title', 'what', 'unitId', 'recipients']);
  });

  it.each([
    ['need', { need: 'some' as const, needCount: '0' }],
    ['acknowledgeMinutes', { acknowledgeMinutes: '0' }],
    ['arriveMinutes', { arriveMinutes: '半小时' }],
    ['doneMinutes', { doneMinutes: '' }],
    ['checkInMinutes', { checkInMinutes: '1441' }],
  ])('does not send a wrong %s', (field, change) => {
    expect(unfinishedGive({ ...full, ...change })).toEqual([field]);
    expect(giveBody({ ...full, ...change })).toBeNull();
  });

  it('needs some of them', () => {
    expect(giveBody({ ...full, need: 'some', needCount: '2' })).toMatchObject({ need: 2 });
  });

  it('holds each recipient once', () => {
    const secretary: NamedRecipient = {
      recipient: { by: 'post', orgId: '320582104201', postId: 'village-secretary' },
      name: '',
      detail: '',
    };
    expect(addRecipients([village], [village, secretary, secretary]).map((one) => one.recipient.by)).toEqual(['org', 'post']);
    expect(addRecipients([village, secretary], [village, secretary])).toHaveLength(2);
  });
});
