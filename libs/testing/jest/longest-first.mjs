import TestSequencer from '@jest/test-sequencer';

/** Suites that wait for minutes: Jest puts large files first, and these are small. */
const long = ['log-bus.medium', 'kafka-bus.cluster'];

/** Begins with the suites that take longest, so that no processor waits for one of them at the end. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const isLong = ({ path }) => long.some((name) => path.includes(`/${name}.`));
    return super.sort(tests).sort((one, other) => Number(isLong(other)) - Number(isLong(one)));
  }
}
