import { computed, shallowRef } from 'vue';
import type { Session } from '#contracts/org.js';
import { takeTokensFrom } from './api-client.js';
import { AnswerLost, RefusedByServer } from './problem.rules.js';
import { deviceSignInRequest, renewRequest, signInRequest, signOutRequest } from './session-routes.js';
import { renewInMs, type KeptSession } from './session.rules.js';

/** `lost`: no answer, the session stays and is tried again. */
export type Renewal = 'renewed' | 'ended' | 'lost';

const storageKey = 'muster.session';
const kept = shallowRef<KeptSession | null>(restore());
const listeners = new Set<(accessToken: string) => void>();
let renewal: Promise<Renewal> | null = null;
let alarmClock: ReturnType<typeof setTimeout> | undefined;

function restore(): KeptSession | null {
  const text = sessionStorage.getItem(storageKey);
  if (text === null) return null;
  try {
    return JSON.parse(text) as KeptSession;
  } catch {
    sessionStorage.removeItem(storageKey);
    return null;
  }
}

function keep(session: Session | null, deviceToken: string | null = null) {
  adopt(session === null ? null : { ...session, takenAtMs: Date.now(), deviceToken });
}

function adopt(session: KeptSession | null) {
  kept.value = session;
  if (kept.value === null) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, JSON.stringify(kept.value));
  planRenewal();
}

/**
 * A duplicated tab carries the same refresh token, and a token used twice ends the session. So a tab that renews tells its copies: whoever holds
 * the replaced token takes the new session over.
 */
const copies = new BroadcastChannel('muster.session');
type Replaced = { refreshToken: string; session: KeptSession };
copies.onmessage = ({ data }: MessageEvent<Replaced>) => {
  if (kept.value?.refreshToken === data.refreshToken) adopt(data.session);
};

function planRenewal(atLeastMs = 0) {
  clearTimeout(alarmClock);
  if (kept.value === null) return;
  alarmClock = setTimeout(() => void renew(), Math.max(atLeastMs, renewInMs(kept.value, Date.now())));
}

/** Who is signed in on this tab, or null. */
export const me = computed(() => kept.value?.me ?? null);
export const accessToken = () => kept.value?.accessToken ?? null;

export async function signIn(login: string, password: string): Promise<void> {
  keep(await signInRequest(login, password));
}

export async function signInDesk(deviceToken: string): Promise<void> {
  keep(await deviceSignInRequest(deviceToken), deviceToken);
}

/** Ends the session on the server and on this tab; with the line down at least on this tab. */
export async function signOut(): Promise<void> {
  try {
    await signOutRequest();
  } catch (error) {
    if (!(error instanceof AnswerLost || error instanceof RefusedByServer)) throw error;
  } finally {
    keep(null);
  }
}

/** Forgets the session on this tab without asking the server: it has ended there. */
export function forgetSession(): void {
  keep(null);
}

/** Is told each new access token, for the socket's in-band renewal. Answers how to stop. */
export function onRenewed(listener: (accessToken: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Renews the access token, one request at a time. A desk whose refresh token is no longer taken comes back by its device token.
 * Without an answer it is tried again in 15 s.
 */
export function renew(): Promise<Renewal> {
  renewal ??= renewOnce().finally(() => (renewal = null));
  return renewal;
}

async function renewOnce(): Promise<Renewal> {
  const session = kept.value;
  if (session === null) return 'ended';
  try {
    keep(await renewRequest(session.refreshToken).catch((error: unknown) => againByDevice(error, session)), session.deviceToken);
    const renewed = kept.value as KeptSession | null;
    if (renewed === null) return 'ended';
    copies.postMessage({ refreshToken: session.refreshToken, session: renewed } satisfies Replaced);
    for (const listener of listeners) listener(renewed.accessToken);
    return 'renewed';
  } catch (error) {
    if (error instanceof AnswerLost) {
      planRenewal(15_000);
      return 'lost';
    }
    if (error instanceof RefusedByServer) return 'ended';
    throw error;
  }
}

function againByDevice(error: unknown, session: KeptSession): Promise<Session> {
  if (error instanceof RefusedByServer && session.deviceToken !== null) return deviceSignInRequest(session.deviceToken);
  throw error;
}

takeTokensFrom({ accessToken, renew: async () => (await renew()) === 'renewed' });
planRenewal();
