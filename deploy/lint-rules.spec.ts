import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { ourRules } from './lint-rules.mjs';

const linter = new Linter({ configType: 'flat' });
const config = [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...ourRules] as Linter.Config[];

function complaints(filename: string, code: string): string[] {
  return linter.verify(code, config, { filename }).map(({ message }) => message);
}

describe('our lint rules', () => {
  it.each([
    ['process.env outside config.ts', 'apps/plan/src/plan.service.ts', 'export const port = process.env.PORT;', 'Only config.ts'],
    ['process.env in a lib', 'libs/messaging/src/bell.ts', 'export const port = process.env.PORT;', 'Only config.ts'],
    ['the wall clock', 'apps/plan/src/plan.service.ts', 'export const now = new Date();', 'Clock port'],
    ['the wall clock by Date.now', 'apps/plan/src/plan.service.ts', 'export const now = Date.now();', 'Clock port'],
    ['the wall clock in config.ts', 'apps/plan/src/config.ts', 'export const now = Date.now();', 'Clock port'],
    ['publishing past the relay', 'apps/plan/src/plan.service.ts', 'bus.publish([]);', 'Only the relay'],
    ['publishing from elsewhere in messaging', 'libs/messaging/src/consumer.ts', 'bus.publish([]);', 'Only the relay'],
    ['printing', 'apps/plan/src/plan.service.ts', 'console.log(1);', 'console'],
    ['printing in a page', 'apps/web/src/desk/desk.ts', 'console.log(1);', 'console'],
    ['a rule that draws lots', 'apps/plan/src/plan.rules.ts', 'export const lot = Math.random();', 'draws no lots'],
    ['a rule that waits', 'apps/plan/src/plan.rules.ts', 'await 1;', 'does not wait'],
    ['a rule that makes ids', 'apps/plan/src/plan.rules.ts', 'export const id = uuidv7();', 'makes no ids'],
    ['a rule that throws a refusal', 'apps/plan/src/plan.rules.ts', "throw new Refused('not-found');", 'refuses by its answer'],
    ['a rule that reads the clock', 'apps/plan/src/plan.rules.ts', 'export const now = new Date();', 'Clock port'],
  ])('catch %s', (_, filename, code, words) => {
    expect(complaints(filename, code)).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ['process.env in config.ts', 'apps/standalone/src/config.ts', 'export const port = process.env.PORT;'],
    ['publishing by the relay', 'libs/messaging/src/relay-session.ts', 'bus.publish([]);'],
    ['publishing in the contract suite', 'libs/messaging/src/bus.contract.ts', 'bus.publish([]);'],
    ['a date from a time that came in', 'apps/plan/src/plan.service.ts', 'export const at = new Date(0);'],
    ['the wall clock in a page', 'apps/web/src/desk/desk.ts', 'export const now = Date.now();'],
  ])('allow %s', (_, filename, code) => {
    expect(complaints(filename, code)).toEqual([]);
  });
});
