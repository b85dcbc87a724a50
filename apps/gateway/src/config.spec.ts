import { readConfig } from './config.js';

describe('the environment', () => {
  it('may say nothing: a gateway of this machine', () => {
    expect(readConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', trustProxy: false, demo: false, limitFactor: 1 });
  });

  it('names any number of instances, and whom to trust', () => {
    const config = readConfig({
      DISPATCH_URLS: 'http://a:3104, http://b:3104',
      TRUST_PROXY: '10.0.0.0/8',
      MUSTER_DEMO: 'true',
      PORT: '8080',
    });
    expect(config).toMatchObject({ trustProxy: '10.0.0.0/8', demo: true, port: 8080 });
    expect(config.urls.dispatch).toEqual(['http://a:3104', 'http://b:3104']);
    expect(readConfig({ TRUST_PROXY: 'true' }).trustProxy).toBe(true);
  });

  it.each([
    ['PLAN_URLS', 'plan:3103'],
    ['PLAN_URLS', 'ftp://plan'],
    ['PORT', '70000'],
    ['MUSTER_LIMIT_FACTOR', '0'],
  ])('is refused where %s is %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });
});
