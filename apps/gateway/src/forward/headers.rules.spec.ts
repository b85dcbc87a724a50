import { headersForClient, headersForService } from './headers.rules.js';

const client = { address: '10.1.2.3', host: 'muster.example', protocol: 'https', correlationId: '0190-abc' };

describe('headers on their way', () => {
  it('to a service say who asks as the gateway knows it, whatever the client says', () => {
    const said = {
      authorization: 'Bearer x',
      'accept-language': 'zh-CN',
      'x-forwarded-for': '1.1.1.1',
      forwarded: 'for=1.1.1.1',
      'x-real-ip': '1.1.1.1',
      expect: '100-continue',
      te: 'trailers',
      'x-correlation-id': '<script>',
    };
    expect(headersForService(said, client)).toEqual({
      authorization: 'Bearer x',
      'accept-language': 'zh-CN',
      'x-forwarded-for': '10.1.2.3',
      'x-forwarded-host': 'muster.example',
      'x-forwarded-proto': 'https',
      'x-correlation-id': '0190-abc',
    });
  });

  it('to the client leave out what belongs to the inner connection', () => {
    const said = { 'content-type': 'application/json', connection: 'keep-alive', 'keep-alive': 'timeout=72', 'retry-after': '9' };
    expect(headersForClient(said)).toEqual({ 'content-type': 'application/json', 'retry-after': '9' });
  });
});
