import { uuidv7 } from 'uuidv7';
import type { IssuedDeviceTokens, Session } from '#contracts/org.js';
import type { Http } from './http.js';

/** Sign-ins on their way at the same moment. */
const atOnce = 24;
/** Access tokens live ten minutes. */
const renewAfterMs = 5 * 60_000;

/** The desks of all command points, signed in each with a device token of its own. */
export class Seats {
  readonly orgIds: string[];
  private sessions: Session[] = [];
  private signedInAt = performance.now();

  private constructor(
    private readonly http: Http,
    private readonly devices: IssuedDeviceTokens['devices'],
  ) {
    this.orgIds = devices.map(({ orgId }) => orgId);
  }

  /** Issues tokens for all command points as their administrator and signs in with each. */
  static async open(http: Http, administrator: Http): Promise<Seats> {
    const { devices } = await administrator.post<IssuedDeviceTokens>('/api/devices', { requestId: uuidv7() });
    const seats = new Seats(http, devices);
    await seats.signIn();
    return seats;
  }

  get tokens(): string[] {
    return this.sessions.map(({ accessToken }) => accessToken);
  }

  /** Renews the sessions if they are getting old; answers whether it did. */
  async renew(): Promise<boolean> {
    if (performance.now() - this.signedInAt < renewAfterMs) return false;
    await this.signIn();
    return true;
  }

  private async signIn(): Promise<void> {
    this.signedInAt = performance.now();
    const sessions: Session[] = [];
    let next = 0;
    const signInOneByOne = async (): Promise<void> => {
      for (let index = next++; index < this.devices.length; index = next++) {
        sessions[index] = await this.http.post<Session>('/api/session/device', { deviceToken: this.devices[index]!.deviceToken });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, signInOneByOne));
    this.sessions = sessions;
  }
}
