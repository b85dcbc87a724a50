/**
 * Whether an address that a feed names may be asked for: on the feed's own host or that of another feed that is set, never by a weaker protocol. A feed cannot
 * lead us into our own network.
 */
export function mayAsk(address: URL, feed: URL, listed: readonly URL[]): boolean {
  if (address.protocol !== 'https:' && address.protocol !== 'http:') return false;
  if (address.username !== '' || address.password !== '') return false;
  if (feed.protocol === 'https:' && address.protocol !== 'https:') return false;
  return [feed, ...listed].some((known) => address.host === known.host || isSameHostByTls(address, known));
}

/** http://a.example and https://a.example, each at its own port. */
function isSameHostByTls(address: URL, known: URL): boolean {
  return address.hostname === known.hostname && address.port === '' && known.port === '';
}
