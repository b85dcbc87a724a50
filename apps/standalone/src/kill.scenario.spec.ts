import type { Reconciliation } from '#contracts/reconciliation.js';
import type { ApiClient } from '#testing/api-client.js';
import { CityProcess } from './testing/city-process.js';
import { openDraft, reconciled, startOf } from './testing/click.js';

/** How often the process is killed, and how long after the click at most: the fan-out of the whole city lies within it. */
const kills = 20;
const latestKillMs = 1_200;

describe('a city-wide activation and kill −9', () => {
  const city = new CityProcess();
  let operator: ApiClient;

  beforeAll(async () => {
    await city.start();
    operator = await city.signIn('zhiban');
  });
  afterAll(() => city.remove());

  /** Moments that cover the whole path evenly, jittered so that each run tries others. */
  const moments = Array.from({ length: kills }, (_, index) => ((index + Math.random()) / kills) * latestKillMs);

  it.each(moments.map((ms, index) => [index + 1, Math.round(ms)] as const))(
    'kill %i, %i ms after the click: 0 lost, 0 doubled',
    async (_, afterMs) => {
      const incident = await openDraft(operator);
      const click = startOf(incident);
      const clicked = operator.send<{ id: string }>('POST', '/api/activations', click).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await city.kill();
      await clicked;
      await city.start();
      operator = await city.signIn('zhiban');
      // The console does not know whether it started: it asks again with the same request id, and never starts twice.
      const activation = await operator.post<{ id: string; expectedRows: number }>('/api/activations', click);
      const reconciliation = await reconciled(operator, activation.id);
      expect(reconciliation).toMatchObject({ verdict: 'clean', deadLetters: 0, findings: [] });
      expect(reconciliation.counts).toMatchObject(accounted(reconciliation, activation.expectedRows));
      expect(city.screen).not.toMatch(/^ERROR/m);
    },
  );
});

/** Every expected row is issued or unfilled, each is in a mailbox once, and none is more. */
function accounted({ counts }: Reconciliation, expectedRows: number): Partial<Reconciliation['counts']> {
  return {
    expected: expectedRows,
    issued: expectedRows - counts.unfilled,
    notYetIssued: 0,
    inMailbox: expectedRows,
    notYetInMailbox: 0,
    delivered: expectedRows - counts.pending - counts.notReached,
    doubled: 0,
    unexpected: 0,
    exerciseDiffers: 0,
  };
}
