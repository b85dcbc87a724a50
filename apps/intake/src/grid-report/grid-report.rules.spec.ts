import { stepReport } from './grid-report.rules.js';

describe('a grid report', () => {
  it.each([
    ['open', 'handle', 'handled'],
    ['open', 'whistle', 'whistled'],
    ['open', 'withdraw-whistle', 'open, as before'],
    ['handled', 'handle', 'handled, as before'],
    ['handled', 'whistle', 'whistled'],
    ['handled', 'withdraw-whistle', 'handled, as before'],
    ['whistled', 'handle', 'already-whistled'],
    ['whistled', 'whistle', 'whistled'],
    ['whistled', 'withdraw-whistle', 'open'],
  ] as const)('%s, %s → %s', (state, step, expected) => {
    const decision = stepReport(state, step);
    expect(decision.ok ? `${decision.state}${decision.already ? ', as before' : ''}` : decision.refusal).toBe(expected);
  });
});
