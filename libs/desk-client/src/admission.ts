import type { Session } from '#contracts/org.js';
import type { Caller } from './caller.js';
import type { Admission, Admit } from './desk.js';
import type { Credentials } from './person.js';

const withinMs = 60_000;

/** Signs in with the device token each time, as a desk does whose page was loaded. */
export function byDeviceToken(deviceToken: string): Admit {
  return (caller) => ask(caller, '/api/session/device', { deviceToken });
}

/** Signs in with a password each time, as a person does at a page. */
export function byPassword(credentials: Credentials): Admit {
  return (caller) => ask(caller, '/api/session', credentials);
}

/** Goes on with a session that was opened for it: the tokens that came with it first, then those of each renewal. */
export function bySession(opened: { deviceId: string; accessToken: string; refreshToken: string }): Admit {
  let refreshToken: string | undefined;
  return async (caller) => {
    if (refreshToken === undefined) {
      ({ refreshToken } = opened);
      return { accessToken: opened.accessToken, subjectId: opened.deviceId };
    }
    const session = await ask(caller, '/api/session/renew', { refreshToken });
    ({ refreshToken } = session);
    return session;
  };
}

async function ask(caller: Caller, path: string, body: object): Promise<Admission & { refreshToken: string }> {
  const answer = await caller.insist<Session>('POST', path, body, withinMs);
  if (answer.status < 200 || answer.status >= 300)
    throw new Error(`the desk is not let in: ${answer.status} ${JSON.stringify(answer.body)}`);
  const { accessToken, refreshToken, me } = answer.body;
  return { accessToken, refreshToken, subjectId: me.id };
}
