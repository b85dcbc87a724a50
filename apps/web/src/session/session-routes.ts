import type { Session } from '#contracts/org.js';
import { api } from './api-client.js';

/** Signs a person in. */
export const signInRequest = (login: string, password: string) => api.open<Session>('/api/session', { login, password });

/** Signs a command point in by its device token. */
export const deviceSignInRequest = (deviceToken: string) => api.open<Session>('/api/session/device', { deviceToken });

/** Renews a session; the refresh token is used up by it. The access token is not asked for. */
export const renewRequest = (refreshToken: string) => api.open<Session>('/api/session/renew', { refreshToken });

/** Ends the session on the server. */
export const signOutRequest = () => api.delete('/api/session');
