// Our own rules of writing, as parts of the ESLint configuration. deploy/lint-rules.spec.ts plants a violation of each.
const tests = ['**/*.spec.ts', '**/testing/**', '**/contract/**', '**/*.contract.ts', '**/fixtures/**'];

const processEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only config.ts reads process.env: take the value from the config.',
};
const wallClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from the Clock port, so that tests can fast-forward it.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes from the Clock port, so that tests can fast-forward it.',
  },
];
const publishing = {
  selector: "CallExpression[callee.property.name='publish']",
  message: 'Only the relay publishes: append to the Outbox in the transaction of the change.',
};
const impurity = [
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'A rule draws no lots: random values come in.',
  },
  { selector: 'AwaitExpression', message: 'A rule does not wait: what it needs comes in.' },
  {
    selector: 'ThrowStatement > NewExpression[callee.name=/^(Refused|NotYet)$/]',
    message: 'A rule refuses by its answer; the service throws.',
  },
  { selector: 'CallExpression[callee.name=/^(uuidv7|randomUUID)$/]', message: 'A rule makes no ids: new ids come in.' },
];

/** One part per kind of file. Later parts replace `no-restricted-syntax` of earlier ones, so each states all that holds for it. */
export const ourRules = [
  {
    name: 'muster/domain',
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: [...tests, 'apps/web/**', 'libs/testing/**'],
    rules: { 'no-restricted-syntax': ['error', processEnvironment, publishing, ...wallClock], 'no-console': 'error' },
  },
  {
    name: 'muster/rules',
    files: ['apps/*/src/**/*.rules.ts', 'libs/*/src/**/*.rules.ts'],
    rules: { 'no-restricted-syntax': ['error', processEnvironment, publishing, ...wallClock, ...impurity] },
  },
  {
    name: 'muster/config',
    files: ['{apps,libs}/*/src/**/config.ts'],
    rules: { 'no-restricted-syntax': ['error', publishing, ...wallClock] },
  },
  {
    name: 'muster/relay',
    files: ['libs/messaging/src/relay*.ts'],
    rules: { 'no-restricted-syntax': ['error', processEnvironment, ...wallClock] },
  },
  {
    name: 'muster/pages',
    files: ['apps/web/src/**/*.{ts,vue}'],
    ignores: tests,
    rules: { 'no-console': 'error' },
  },
];
