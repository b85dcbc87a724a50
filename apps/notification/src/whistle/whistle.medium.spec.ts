import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, operatorOf, pause, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';

const water = 'water-affairs-bureau';

describe('a whistle on the desks', () => {
  let desks: Desks;
  beforeEach(async () => {
    desks = await openDesks();
  });
  afterEach(() => desks.close());

  const aWhistle = (): ToldResponse => new ToldResponse(() => desks.clock.now(), 'leyu', true, 'whistle');
  const commandPoint = (sub: string, orgId: string, orgPath: string): SessionClaims => ({ ...deskOf(sub, orgId), orgPath, unitId: null });
  const call = (told: ToldResponse) => told.task(water, { taskNo: 'W01-01', postId: 'dept-whistle-officer', commandPointId: water });
  const rows = (told: ToldResponse): Promise<{ kind: string; title: string; org_id: string; cause: string }[]> =>
    desks.owner.query(
      `SELECT r.kind, r.cause, r.said->>'title' AS title, m.org_id FROM notification.mailbox_row r JOIN notification.mailbox m ON m.id = r.mailbox_id
       WHERE r.activation_id = $1 ORDER BY m.org_id, r.seq`,
      [told.activationId],
    );

  it('is heard by those who share it and by nobody else', async () => {
    const { people } = desks;
    const sharing = {
      town: operatorOf(people.townOperator, '320582/leyu'),
      townDesk: commandPoint(people.townDevice, 'leyu:town-centre', '320582/leyu'),
      city: operatorOf(people.cityOperator, '320582'),
      cityDesk: commandPoint(people.cityDevice, 'city-centre', '320582'),
      called: commandPoint(people.waterDevice, water, `320582/${water}`),
    };
    const apart = {
      neighbour: operatorOf(people.otherOperator, '320582/jinfeng'),
      otherDepartment: commandPoint(people.fireDevice, 'fire-rescue', '320582/fire-rescue'),
      village: deskOf(people.devices[0]!, 'v1'),
      leadership: { ...operatorOf(people.leader, '320582/leyu/leyu:leadership'), roles: ['staff' as const] },
      withoutPermission: { ...operatorOf(uuidv7(), '320582'), roles: ['administrator' as const] },
    };
    const connect = async (claims: Record<string, SessionClaims>) =>
      Object.fromEntries(await Promise.all(Object.entries(claims).map(async ([who, each]) => [who, await desks.connect(each)] as const)));
    const [hearing, deaf] = [await connect(sharing), await connect(apart)];
    await until('let in', () => [...Object.values(hearing), ...Object.values(deaf)].every(({ said }) => said[0]?.name === 'session.ready'));
    const told = aWhistle();
    const asked = told.rulingAsked([water], 'two-returns');
    await desks.hear(told.whistleBlown([water]), told.issued([call(told)]), told.whistleChanged([water], 'whistle.returned'), asked);
    await desks.hear(told.whistleEnded([water], 'closed'));
    const bells = (client: (typeof hearing)[string]) =>
      client.said.filter(({ name }) => name === 'whistle.changed').map(({ body }) => (body as { what: string }).what);
    for (const [who, client] of Object.entries(hearing)) {
      await until(`${who} hears`, () => bells(client).length === 4);
      expect(bells(client).sort()).toEqual(['whistle.blown', 'whistle.closed', 'whistle.returned', 'whistle.ruling-asked']);
    }
    await pause(200);
    for (const [who, client] of Object.entries(deaf)) {
      const heard = client.said.map(({ name }) => name).filter((name) => name !== 'session.ready' && name !== 'mailbox.head');
      expect([who, heard, client.rows]).toEqual([who, [], []]);
    }
  });

  it('rings once however often it is told, and says the end in the words of a whistle', async () => {
    const told = aWhistle();
    const desk = await desks.connect(commandPoint(desks.people.waterDevice, water, `320582/${water}`));
    await until('let in', () => desk.mailboxes.length === 1);
    const events = [told.whistleBlown([water]), told.issued([call(told)]), told.whistleEnded([water], 'withdrawn')];
    await desks.hear(...events);
    await desks.hear(...events);
    await until('the end', () => desk.rows.at(-1)?.kind === 'end');
    expect(await rows(told)).toEqual([
      { kind: 'task', cause: 'whistle', title: '转移危房人员', org_id: water },
      { kind: 'end', cause: 'whistle', title: '哨已撤回', org_id: water },
    ]);
    await pause(100);
    expect(desk.said.filter(({ name }) => name === 'whistle.changed')).toHaveLength(2);
  });

  it('ends also where its end comes before its first task, and an offer that was refused without any', async () => {
    const [told, offer] = [aWhistle(), aWhistle()];
    await desks.hear(told.whistleEnded([water], 'closed'), told.issued([call(told)]), offer.whistleEnded([water], 'refused'));
    expect((await rows(told)).map(({ title }) => title)).toEqual(['转移危房人员', '哨已办结']);
    expect(await rows(offer)).toEqual([]);
    const [{ waiting }] = (await desks.owner.query('SELECT count(*)::int AS waiting FROM notification.parked')) as [{ waiting: number }];
    expect(waiting).toBe(0);
  });

  it('asks the city centre to rule with a row that rings, once, beside what climbed to it', async () => {
    const told = aWhistle();
    const city = await desks.connect(commandPoint(desks.people.cityDevice, 'city-centre', '320582'));
    await until('let in', () => city.mailboxes.length === 1);
    const task = call(told);
    const asked = told.rulingAsked([water], 'dispute-not-settled');
    const climbed = told.escalated([task], 'arrive');
    climbed.data.superior = asked.data.superior;
    await desks.hear(told.issued([task]), asked, climbed);
    await desks.hear(asked, { ...asked, id: uuidv7() });
    await until('both rows', () => city.rows.length === 2);
    expect(city.rows.map(({ kind, title, taskIds, cause }) => ({ kind, title, taskIds, cause }))).toEqual([
      { kind: 'digest', cause: 'whistle', title: '待裁定（争议未解决）：沿江大堤渗漏', taskIds: [] },
      { kind: 'digest', cause: 'whistle', title: '升级催办：1 项没到场', taskIds: [task.taskId] },
    ]);
    const current = (await desks.owner.query(
      'SELECT count(*)::int AS n FROM notification.mailbox_row WHERE activation_id = $1 AND superseded_at IS NULL AND kind = $2',
      [told.activationId, 'digest'],
    )) as [{ n: number }];
    expect(current[0].n).toBe(2);
  });
});
