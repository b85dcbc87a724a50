import { uuidv7 } from 'uuidv7';
import type { OpenedDesk, Session } from '#contracts/org.js';
import type { BlowWhistle, Whistle, WhistleAct } from '#contracts/whistle.js';
import type { Task } from '#contracts/task.js';
import type { ApiClient } from '#testing/api-client.js';
import type { City } from './city.js';

/** A session lives ten minutes; tests that move the clock by days sign in again. */
const sessionMs = 5 * 60_000;

/** Somebody who takes part in whistles: an operator, or the desk of a department. Each request is made with a session that lives. */
export class Party {
  private session: { client: ApiClient; until: number } | null = null;

  constructor(
    private readonly city: City,
    private readonly signIn: () => Promise<ApiClient>,
  ) {}

  async api(): Promise<ApiClient> {
    const now = this.city.clock.now().getTime();
    const lives = this.session && this.session.until > now && this.session.client.url === this.city.url;
    if (!lives) this.session = { client: await this.signIn(), until: now + sessionMs };
    return this.session!.client;
  }

  async blow(body: Partial<BlowWhistle> & { unitId: string }): Promise<Whistle> {
    return (await this.api()).post<Whistle>('/api/whistles', aWhistle(body));
  }

  async read(whistleId: string): Promise<Whistle> {
    return (await this.api()).get<Whistle>(`/api/whistles/${whistleId}`);
  }

  async act(whistle: { id: string }, act: WhistleAct, body: object = {}): Promise<Whistle> {
    return (await this.api()).post<Whistle>(`/api/whistles/${whistle.id}/${act}`, { requestId: uuidv7(), ...body });
  }

  /** The code with which an act is refused. */
  async refusedAct(whistle: { id: string }, act: WhistleAct, body: object = {}): Promise<string> {
    return this.refused('POST', `/api/whistles/${whistle.id}/${act}`, { requestId: uuidv7(), ...body });
  }

  /** The code with which anything is refused; `done` where it was not. */
  async refused(method: string, path: string, body?: object): Promise<string> {
    const answered = await (await this.api()).send<{ code?: string }>(method, path, body);
    return answered.status < 400 ? 'done' : String(answered.body.code);
  }

  /** A tap on the department's own call. */
  async tap(whistle: { id: string }, tap: string, body: object = {}): Promise<Task> {
    return (await this.api()).post<Task>(`/api/tasks/${await this.ownTask(whistle)}/${routeOf(tap)}`, { requestId: uuidv7(), ...body });
  }

  async refusedTap(whistle: { id: string }, tap: string, body: object = {}): Promise<string> {
    return this.refused('POST', `/api/tasks/${await this.ownTask(whistle)}/${routeOf(tap)}`, { requestId: uuidv7(), ...body });
  }

  private async ownTask(whistle: { id: string }): Promise<string> {
    return (await this.read(whistle.id)).ownTaskId!;
  }
}

/** An operator or a member of staff with a demo account. */
export function person(city: City, login: string): Party {
  return new Party(city, () => city.signIn(login));
}

/** The desk of an org, opened by the city's operator. */
export function deskOf(city: City, orgId: string): Party {
  let device: OpenedDesk | null = null;
  return new Party(city, async () => {
    device ??= await (await city.signIn('zhiban')).post<OpenedDesk>(`/api/demo/desks/${orgId}/open`, {});
    const { accessToken } = await city.api().post<Session>('/api/session/device', { deviceToken: device.deviceToken });
    return city.api().as(accessToken);
  });
}

/** The body of a whistle; what a test does not care about is filled in. */
export function aWhistle(body: Partial<BlowWhistle> & { unitId: string }): BlowWhistle {
  return {
    requestId: uuidv7(),
    exercise: false,
    kind: 'emergency',
    matterId: 'waterlogging',
    title: '人民路下穿积水，两辆车熄火',
    needed: '两台移动泵，封闭道路',
    place: { description: '人民路下穿', position: { type: 'Point', coordinates: [120.71, 31.94] } },
    leadOrgId: 'water-affairs-bureau',
    assistOrgIds: ['transport-bureau'],
    origin: { from: 'town' },
    ...body,
  };
}

/** A call by its department. */
export function callOf(whistle: Whistle, orgId: string): Whistle['calls'][number] {
  const calls = whistle.calls.filter((call) => call.orgId === orgId);
  const call = calls.find((each) => each.replacedAt === null) ?? calls.at(-1);
  if (!call) throw new Error(`${orgId} was not called`);
  return call;
}

/** Notes are a list: each is added to it. */
function routeOf(tap: string): string {
  return tap === 'note' ? 'notes' : tap;
}
