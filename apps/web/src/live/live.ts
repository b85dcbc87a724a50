import { io, type Socket } from 'socket.io-client';
import { shallowReactive } from 'vue';
import type { Mailbox, MailboxRow, Progress } from '#contracts/mailbox.js';
import { api } from '../session/api-client.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import { hasMailbox } from '../session/session.rules.js';
import { accessToken, me, onRenewed, renew } from '../session/session.js';
import { afterText, cursorsOf, isBehind, takeRows, type Cursors } from './cursors.rules.js';
import { hearServer, line, loseLine } from './line.js';
import type { ClientSays, MailboxAnswer, Raised, ServerSays, TaskChanged, WhistleBell } from './live-routes.js';
import { recallMailbox, rememberMailbox } from './mailbox-memory.js';
import { MarkSender } from './mark-sender.js';
import { serverClock } from './server-clock.js';

type Heard = {
  rows: (fresh: MailboxRow[]) => void;
  taskChanged: (change: TaskChanged) => void;
  whistleChanged: (bell: WhistleBell) => void;
  progress: (progress: Progress) => void;
  alarm: (alarm: Raised) => void;
  ready: () => void;
};
type Listeners = { [Name in keyof Heard]: Set<Heard[Name]> };

const pullEveryMs = 5000;

/** What this page knows live: the session's mailboxes and the notices (digests, calls, ends) that came in them, oldest first. */
export const live = shallowReactive({ mailboxes: [] as readonly Mailbox[], notices: [] as readonly MailboxRow[] });

const listeners: Listeners = {
  rows: new Set(),
  taskChanged: new Set(),
  whistleChanged: new Set(),
  progress: new Set(),
  alarm: new Set(),
  ready: new Set(),
};
const watched = new Map<string, number>();
let socket: Socket<ServerSays, ClientSays> | null = null;
let marks: MarkSender | null = null;
let cursors: Cursors = {};
let heads: Record<string, number> = {};
let pulling = false;
const unheard: MailboxRow[] = [];
let timer: ReturnType<typeof setInterval> | undefined;
let stopRenewals = () => {};

/** Hears one kind of message from now on; answers how to stop. */
export function listen<Name extends keyof Heard>(name: Name, heard: Heard[Name]): () => void {
  (listeners[name] as Set<Heard[Name]>).add(heard);
  if (name === 'rows' && unheard.length > 0) queueMicrotask(tellUnheard);
  return () => (listeners[name] as Set<Heard[Name]>).delete(heard);
}

/** Rows that came before any part of the page listened are told once the page stands: no bell is lost to a page that is still loading. */
function tellUnheard(): void {
  if (unheard.length > 0 && listeners.rows.size > 0) tell('rows', unheard.splice(0));
}

function tell<Name extends keyof Heard>(name: Name, ...said: Parameters<Heard[Name]>): void {
  for (const heard of listeners[name] as Set<(...args: Parameters<Heard[Name]>) => void>) heard(...said);
}

/** Connects the signed-in session: socket first, `GET /api/mailbox` while there is none. A second call does nothing. */
export function startLive(): void {
  const signedIn = me.value;
  if (socket !== null || signedIn === null) return;
  const memory = recallMailbox(signedIn.id);
  cursors = memory.cursors;
  live.notices = memory.notices;
  line.ended = null;
  socket = io({
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    auth: (say) => say({ accessToken: accessToken() ?? '', cursors: cursorsOf(cursors) }),
  });
  marks = new MarkSender(socket);
  hearSocket(socket);
  stopRenewals = onRenewed((token) => socket?.emit('session.renew', { accessToken: token }, () => undefined));
  timer = setInterval(() => void pullIfNeeded(), pullEveryMs);
  addEventListener('offline', loseLine);
  void pullIfNeeded();
}

/** Ends the connection and forgets the picture's age; the memory of this device stays. */
export function stopLive(): void {
  disconnect();
  live.mailboxes = [];
  unheard.length = 0;
  line.lastWordMs = null;
  line.stoppedAt = null;
}

function disconnect(): void {
  socket?.disconnect();
  marks?.stop();
  stopRenewals();
  clearInterval(timer);
  removeEventListener('offline', loseLine);
  socket = null;
  marks = null;
  heads = {};
}

function hearSocket(to: Socket<ServerSays, ClientSays>): void {
  to.on('connect', () => {
    for (const activationId of watched.keys()) to.emit('progress.watch', { activationId }, () => undefined);
    void marks?.flush();
  });
  to.on('disconnect', (reason) => {
    loseLine();
    if (reason === 'io server disconnect' && line.ended === null) to.connect();
  });
  to.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    loseLine();
    if (to.active) return;
    if (error.data?.code === 'not-signed-in') void comeBack();
    else setTimeout(() => socket?.connect(), 5000);
  });
  to.on('session.ready', (ready) => {
    hear(ready.serverTime);
    live.mailboxes = ready.mailboxes;
    heads = Object.fromEntries(ready.mailboxes.map((mailbox) => [mailbox.mailboxId, mailbox.head]));
    tell('ready');
  });
  to.on('mailbox.rows', ({ rows }) => {
    hearServer();
    takeIn(rows);
  });
  to.on('mailbox.head', (beat) => {
    hear(beat.serverTime);
    heads = { ...heads, ...beat.heads };
    if (isBehind(cursors, heads)) void pull();
  });
  to.on('task.changed', (change) => tell('taskChanged', change));
  to.on('whistle.changed', (bell) => tell('whistleChanged', bell));
  to.on('progress.changed', (progress) => tell('progress', progress));
  to.on('alarm.raised', (alarm) => tell('alarm', alarm));
  to.on('session.ended', ({ code }) => (code === 'expired' ? void comeBack() : end(code)));
}

/** After a refused handshake or an expired token: renew and connect again; what cannot be renewed has ended. */
async function comeBack(): Promise<void> {
  const outcome = await renew();
  if (outcome === 'renewed') socket?.disconnect().connect();
  else if (outcome === 'ended') end('expired');
  else setTimeout(() => socket?.connect(), 5000);
}

/** No more data follows: the line is cut, the last picture and its time stay, and the page says so. */
function end(code: 'expired' | 'revoked'): void {
  line.ended = code;
  loseLine();
  disconnect();
}

function hear(serverTime: string): void {
  serverClock.learn(serverTime);
  hearServer();
}

function takeIn(rows: readonly MailboxRow[]): void {
  const taken = takeRows(cursors, rows);
  cursors = taken.cursors;
  marks?.add(rows);
  if (taken.fresh.length === 0) return;
  const notices = taken.fresh.filter((row) => row.kind !== 'task' && row.kind !== 'start');
  if (notices.length > 0) live.notices = [...live.notices, ...notices];
  keepMemory();
  unheard.push(...taken.fresh);
  tellUnheard();
}

function keepMemory(): void {
  if (me.value) rememberMailbox(me.value.id, { cursors, notices: [...live.notices] });
}

/** Puts notices away on this device. */
export function putAway(rows: readonly MailboxRow[]): void {
  live.notices = live.notices.filter((other) => !rows.includes(other));
  keepMemory();
}

/** Says that a human has noticed these rows. */
export function markHeard(rows: readonly MailboxRow[]): void {
  marks?.hear(rows);
}

async function pullIfNeeded(): Promise<void> {
  if (socket === null) return;
  if (!socket.connected || isBehind(cursors, heads)) await pull();
  if (!socket?.connected) await pullProgress();
}

/** The counters of the watched activations without a socket. */
async function pullProgress(): Promise<void> {
  for (const activationId of watched.keys()) {
    try {
      tell('progress', await api.get<Progress>(`/api/activations/${activationId}/progress`));
    } catch (error) {
      if (!(error instanceof AnswerLost || error instanceof RefusedByServer)) throw error;
    }
  }
}

async function pull(): Promise<void> {
  if (pulling || me.value === null || !hasMailbox(me.value.roles)) return;
  pulling = true;
  try {
    for (let more = true; more;) {
      const answer = await api.get<MailboxAnswer>(`/api/mailbox?after=${afterText(cursors)}`);
      hear(answer.serverTime);
      live.mailboxes = answer.mailboxes;
      heads = Object.fromEntries(answer.mailboxes.map((mailbox) => [mailbox.mailboxId, mailbox.head]));
      takeIn(answer.rows);
      more = answer.more && answer.rows.length > 0;
    }
  } catch (error) {
    if (error instanceof RefusedByServer) {
      if (error.code === 'not-signed-in') end('expired');
    } else if (error instanceof AnswerLost) loseLine();
    else throw error;
  } finally {
    pulling = false;
  }
}

/** Watches the progress of an activation until the answered function is called; counted, so that two parts of a page may watch the same. */
export function watchActivation(activationId: string): () => void {
  const users = watched.get(activationId) ?? 0;
  watched.set(activationId, users + 1);
  if (users === 0) socket?.emit('progress.watch', { activationId }, () => undefined);
  return () => {
    const left = (watched.get(activationId) ?? 1) - 1;
    if (left > 0) watched.set(activationId, left);
    else {
      watched.delete(activationId);
      socket?.emit('progress.unwatch', { activationId }, () => undefined);
    }
  };
}
