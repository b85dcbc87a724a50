import { deviceTokenOf } from './session.rules.js';

/**
 * The device token of the link that opened this page (`/sign-in#desk=<token>`). It is taken out of the address and of the history as soon as this
 * file is loaded, before the router sees it. Read once.
 */
let linked = location.pathname === '/sign-in' ? deviceTokenOf(location.hash) : null;
if (location.hash.includes('desk=')) history.replaceState(null, '', location.pathname + location.search);

export function takeDeviceToken(): string | null {
  const token = linked;
  linked = null;
  return token;
}
