import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { byDeviceToken, byPassword } from '#desk-client/admission.js';
import { Desk } from '#desk-client/desk.js';
import { obey } from '../child.js';
import type { BlowOrder, LanesNews, LanesOrder, WhistleTimes } from './lanes.messages.js';
import { onTaskConfirmed, WhistleOnItsWay } from './whistle-lane.js';

const connectWithinMs = 120_000;
const roundWithinMs = 120_000;
/** A town hears of its whistle before it is answered, now and then; such bells are kept for it. */
const early = new Map<string, string[]>();

const towns = new Map<string, Desk>();
const departments: Desk[] = [];
const byTitle = new Map<string, WhistleOnItsWay>();
const byId = new Map<string, WhistleOnItsWay>();
let fail: (error: unknown) => void = () => undefined;

const say = (news: LanesNews): void => void process.send?.(news);

async function connect({ url, departments: offices, towns: pages }: Extract<LanesOrder, { order: 'connect' }>): Promise<void> {
  for (const { orgId, deviceToken } of offices) {
    const desk = new Desk(orgId, url, byDeviceToken(deviceToken));
    onTaskConfirmed(
      desk,
      ({ title, taskId }) =>
        void byTitle
          .get(title)
          ?.confirmed(desk, taskId!)
          .catch((error: unknown) => fail(error)),
    );
    departments.push(desk);
  }
  for (const { unitId, ...credentials } of pages) {
    const page = new Desk(unitId, url, byPassword(credentials));
    page.client.socket.on('whistle.changed', ({ whistleId, at }: { whistleId: string; at: string }) => hear(whistleId, at));
    towns.set(unitId, page);
  }
  const all = [...departments, ...towns.values()];
  await Promise.all(all.map((desk) => desk.connect()));
  for (const until = performance.now() + connectWithinMs; !all.every((desk) => desk.isConnected); await sleep(5))
    if (performance.now() > until) throw new Error('not all desks connected');
  say({ news: 'connected' });
}

function hear(whistleId: string, at: string): void {
  const whistle = byId.get(whistleId);
  if (whistle) whistle.heard(at);
  else early.set(whistleId, [...(early.get(whistleId) ?? []), at]);
}

async function blowAll(whistles: readonly BlowOrder[], atOnce: number): Promise<void> {
  for (const known of [byTitle, byId, early]) known.clear();
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const left = new Map([...towns.keys()].map((unitId) => [unitId, whistles.filter((order) => order.unitId === unitId)]));
  const done: Promise<WhistleTimes>[] = [];
  const begun = performance.now();
  const lane = async (unitId: string): Promise<void> => {
    for (let order = left.get(unitId)!.shift(); order; order = left.get(unitId)!.shift()) {
      const whistle = new WhistleOnItsWay(order, towns.get(unitId)!);
      byTitle.set(order.title, whistle);
      done.push(whistle.done);
      await whistle.blow();
      byId.set(whistle.whistleId, whistle);
      for (const at of early.get(whistle.whistleId) ?? []) whistle.heard(at);
    }
  };
  const lanes = [...towns.keys()].flatMap((unitId) => Array.from({ length: atOnce }, () => lane(unitId)));
  const all = Promise.all(lanes).then(() => Promise.all(done));
  const times = await Promise.race([all, failed, sleep(roundWithinMs, undefined, { ref: false }).then(() => giveUp(whistles.length))]);
  say({ news: 'done', ms: performance.now() - begun, whistleIds: [...byId.keys()], times });
}

function giveUp(whistles: number): never {
  throw new Error(`not all of ${whistles} whistles got through in ${roundWithinMs / 1_000} s`);
}

async function withdrawAll(): Promise<void> {
  const open = [...byId.values()];
  const lane = async (): Promise<void> => {
    for (let whistle = open.shift(); whistle; whistle = open.shift())
      await towns
        .get(whistle.order.unitId)!
        .caller.command(`/api/whistles/${whistle.whistleId}/withdraw`, { requestId: uuidv7(), reason: '基准测试一轮结束' });
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  say({ news: 'withdrawn' });
}

obey<LanesOrder>(async (order) => {
  if (order.order === 'connect') return connect(order);
  if (order.order === 'blow') return blowAll(order.whistles, order.atOnce);
  return withdrawAll();
});
