import { ServerClock } from './server-clock.js';

const clockAt = (wall: number) => {
  const time = { monotonic: 0 };
  return {
    time,
    clock: new ServerClock(
      () => time.monotonic,
      () => wall,
    ),
  };
};

describe('server clock', () => {
  it('is the local clock until the server has spoken', () => {
    const { clock } = clockAt(5000);
    expect(clock.known).toBe(false);
    expect(clock.now()).toBe(5000);
  });

  it('goes on by monotonic time from what the server said, whatever the local clock says', () => {
    const { clock, time } = clockAt(5000);
    clock.learn('2024-09-14T04:00:00.000Z');
    time.monotonic = 1500;
    expect(new Date(clock.now()).toISOString()).toBe('2024-09-14T04:00:01.500Z');
  });

  it('does not let a Date header in whole seconds replace an exact time', () => {
    const { clock } = clockAt(5000);
    clock.learn('Sat, 14 Sep 2024 04:00:07 GMT', false);
    expect(new Date(clock.now()).toISOString()).toBe('2024-09-14T04:00:07.000Z');
    clock.learn('2024-09-14T04:00:08.250Z');
    clock.learn('Sat, 14 Sep 2024 04:00:08 GMT', false);
    expect(new Date(clock.now()).toISOString()).toBe('2024-09-14T04:00:08.250Z');
  });

  it('takes no nonsense', () => {
    const { clock } = clockAt(5000);
    clock.learn('soon');
    clock.learn(null);
    expect(clock.known).toBe(false);
  });
});
