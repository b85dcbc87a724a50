import { bySession } from '#desk-client/admission.js';
import { drawAnswer, isSilentDesk } from '#desk-client/answer.rules.js';
import { Desk } from '#desk-client/desk.js';
import { drawFrom } from '#desk-client/draw.rules.js';
import { Tapper } from '#desk-client/tapper.js';
import type { CityOrder, CityReport } from './city.messages.js';

/** Desks that connect at the same moment; the next ones follow when these are through. */
const connectAtOnce = 20;
const reportEveryMs = 500;

async function comeOnline({ url, desks: seats, seed }: CityOrder): Promise<void> {
  const desks: Desk[] = [];
  setInterval(() => {
    const report: CityReport = { connected: desks.filter((desk) => desk.isConnected).length, total: seats.length };
    process.send?.(report);
  }, reportEveryMs);
  const people = new Tapper(
    () => true,
    ({ taskId }) => drawAnswer(drawFrom('answer', seed, taskId ?? '')),
  );
  for (const seat of seats) {
    const desk = new Desk(seat.orgId, url, bySession(seat));
    desks.push(desk);
    if (!isSilentDesk(seat.orgId, seed)) desk.client.onRow((row) => people.consider(desk, row));
    await desk.connect();
    const waiting = (): number => desks.filter((each) => !each.isConnected).length;
    for (let tries = 0; waiting() >= connectAtOnce && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// The city lives as long as the platform that asked for it.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.once('message', (order: CityOrder) => {
  comeOnline(order).catch((error: unknown) => process.stderr.write(`demo city: ${String(error)}\n`));
});
