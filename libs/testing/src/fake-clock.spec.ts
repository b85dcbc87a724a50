import { FakeAlarmClock, FakeClock, spanMs } from './fake-clock.js';

describe('spanMs', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h 30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
  ])('%s is %i ms', (span, expected) => expect(spanMs(span)).toBe(expected));

  it.each(['', '10', 'm', '10 minutes', '-5m', '1h30m'])('refuses %j', (span) => expect(() => spanMs(span)).toThrow(RangeError));
});

describe('FakeAlarmClock', () => {
  it('runs each sweep until it finds nothing, and those that made work for others again', async () => {
    const alarm = new FakeAlarmClock(new FakeClock());
    const work = { tasks: [3, 2, 0], digests: 0 };
    alarm.onDue('digest', async () => (work.digests-- > 0 ? 1 : 0));
    alarm.onDue('escalate', async () => {
      const taken = work.tasks.shift() ?? 0;
      if (taken > 0) work.digests = 1;
      return taken;
    });
    expect(await alarm.fastForward('1s')).toBe(7);
  });

  it('stops at each bell on the way, so that what is due early is taken at its time', async () => {
    const clock = new FakeClock('2024-09-15T08:00:00Z');
    const alarm = new FakeAlarmClock(clock);
    const seen: string[] = [];
    alarm.onDue('limit', async () => {
      seen.push(clock.now().toISOString().slice(11, 16));
      return 0;
    });
    alarm.setBell('limit', new Date('2024-09-15T08:05:00Z'));
    alarm.setBell('limit', new Date('2024-09-15T08:02:00Z'));
    await alarm.fastForward('10m');
    expect(seen).toEqual(['08:02', '08:05', '08:10']);
  });

  it('says so when a sweep never ends, and when nobody listens', async () => {
    const alarm = new FakeAlarmClock(new FakeClock());
    alarm.onDue('endless', async () => 1);
    await expect(alarm.ring('endless')).rejects.toThrow('always finds something');
    await expect(alarm.ring('unknown')).rejects.toThrow('nobody listens');
  });
});
