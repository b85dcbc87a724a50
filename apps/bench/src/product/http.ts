import type { Session } from '#contracts/org.js';

/** Access tokens live ten minutes. */
const signInAfterMs = 4 * 60_000;

/** Somebody who sends requests to the product. An answer that is no success is an error with its words. */
export class Http {
  private token = '';
  private signedInAt = -Infinity;

  constructor(
    private readonly url: string,
    private readonly account?: { login: string; password: string },
  ) {}

  /** Signs in as its account, or again when its token is getting old. */
  async signIn(): Promise<void> {
    if (!this.account || performance.now() - this.signedInAt < signInAfterMs) return;
    this.token = (await this.post<Session>('/api/session', this.account)).accessToken;
    this.signedInAt = performance.now();
  }

  get<Body>(path: string): Promise<Body> {
    return this.send<Body>('GET', path);
  }

  post<Body>(path: string, body: object): Promise<Body> {
    return this.send<Body>('POST', path, body);
  }

  private async send<Body>(method: string, path: string, body?: object): Promise<Body> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return (text ? JSON.parse(text) : undefined) as Body;
  }
}
