import type { Session } from '#contracts/org.js';
import { Caller } from './caller.js';

const renewAfterMs = 4 * 60_000;
const withinMs = 60_000;

/** Who signs in with a password. */
export type Credentials = { login: string; password: string };

/** The platform does not know this login with this password. */
export class WrongCredentials extends Error {}

/** Somebody who signs in, and again before the session ends. */
export class Person {
  readonly caller: Caller;
  private token = '';
  private signedInAt = -Infinity;

  constructor(
    url: string,
    readonly credentials: Credentials,
  ) {
    this.caller = new Caller(url, () => this.token);
  }

  /** Signs in if the last time is too long ago. Throws WrongCredentials, or what was answered instead. */
  async signIn(): Promise<void> {
    if (performance.now() - this.signedInAt < renewAfterMs) return;
    const { login } = this.credentials;
    const { status, body } = await this.caller.insist<Session & { code?: string }>('POST', '/api/session', this.credentials, withinMs, [
      'not-signed-in',
    ]);
    if (body?.code === 'wrong-credentials') throw new WrongCredentials(login);
    if (status !== 201) throw new Error(`${login} cannot sign in: ${status} ${JSON.stringify(body)}`);
    this.token = body.accessToken;
    this.signedInAt = performance.now();
  }
}
