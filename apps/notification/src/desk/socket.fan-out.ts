import { EventEmitter } from 'node:events';
import type { Server } from 'socket.io';
import type { News } from './news.js';

/**
 * Carries news from the node on which a fact was written to every node that holds sessions, this one included. It may lose news when a
 * node is away: the sweep over undelivered rows and the head beacon make up for it. Standalone: this process alone.
 */
export abstract class SocketFanOut {
  abstract announce<Kind extends keyof News>(kind: Kind, news: News[Kind]): void;
  abstract onNews<Kind extends keyof News>(kind: Kind, listener: (news: News[Kind]) => void): void;
  /** Takes the desks' server, over which nodes may reach each other. Called once, before a desk connects. */
  abstract joinServer(server: Server): void;
  /** Whether news of other nodes may be missing just now, so that this node has to look for itself. */
  abstract mayMissNews(): boolean;
}

/** The fan-out of one process. Listeners run after the caller's turn, so that a commit never waits for sockets. */
export class LocalFanOut extends SocketFanOut {
  private readonly emitter = new EventEmitter();

  announce<Kind extends keyof News>(kind: Kind, news: News[Kind]): void {
    setImmediate(() => this.emitter.emit(kind, news));
  }

  onNews<Kind extends keyof News>(kind: Kind, listener: (news: News[Kind]) => void): void {
    this.emitter.on(kind, listener);
  }

  joinServer(_server: Server): void {}

  /** There is nobody else. */
  mayMissNews(): boolean {
    return false;
  }
}
