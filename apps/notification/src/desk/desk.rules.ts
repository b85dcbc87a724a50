/** A page may connect only from the origin that served it. Devices and programs send no Origin. */
export function isSameOrigin(request: { headers: { origin?: string; host?: string } }): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
