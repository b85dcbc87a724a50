/** Headers of a message, names in lower case, as Node reads them. */
export type Headers = Record<string, string | string[] | undefined>;

/** Headers that speak of one connection only (RFC 9110 7.6.1), and those that a client may not say about itself. */
const ofOneConnection = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'proxy-authorization',
];
const aboutTheClient = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-real-ip'];

/** Who really asks, as the gateway knows it. */
export type Client = { address: string; host: string; protocol: string; correlationId: string };

/** The client's headers as a service gets them: what it said about itself is replaced by what the gateway knows. */
export function headersForService(headers: Headers, client: Client): Headers {
  return {
    ...without(headers, [...ofOneConnection, ...aboutTheClient]),
    'x-forwarded-for': client.address,
    'x-forwarded-host': client.host,
    'x-forwarded-proto': client.protocol,
    'x-correlation-id': client.correlationId,
  };
}

/** A service's headers as the client gets them. */
export function headersForClient(headers: Headers): Headers {
  return without(headers, [...ofOneConnection, 'x-correlation-id', 'date']);
}

function without(headers: Headers, names: readonly string[]): Headers {
  const left = { ...headers };
  for (const name of names) delete left[name];
  return left;
}
