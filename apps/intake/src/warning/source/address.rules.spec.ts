import { mayAsk } from './address.rules.js';

it.each<[string, string, boolean]>([
  ['https://a.example/feed', 'https://a.example/cap/1', true],
  ['http://a.example/feed', 'https://a.example/cap/1', true],
  ['https://a.example/feed', 'http://a.example/cap/1', false],
  ['https://a.example/feed', 'https://a.example:8443/cap/1', false],
  ['http://a.example:8080/feed', 'http://a.example:8080/cap/1', true],
  ['http://a.example:8080/feed', 'http://a.example/cap/1', false],
  ['https://a.example/feed', 'https://b.example/cap/1', false],
  ['https://a.example/feed', 'https://listed.example/cap/1', true],
  ['https://a.example/feed', 'https://a.example.evil.example/cap/1', false],
  ['https://a.example/feed', 'https://a.example@evil.example/cap/1', false],
  ['https://a.example/feed', 'https://user:word@a.example/cap/1', false],
  ['http://a.example/feed', 'http://169.254.169.254/latest/meta-data', false],
  ['http://a.example/feed', 'http://127.0.0.1:5432/', false],
  ['http://a.example/feed', 'file:///etc/passwd', false],
  ['http://a.example/feed', 'data:text/xml,<alert/>', false],
])('%s may lead to %s: %s', (feed, address, may) => {
  expect(mayAsk(new URL(address), new URL(feed), [new URL('https://listed.example/other-feed')])).toBe(may);
});
