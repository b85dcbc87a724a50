import type { SessionClaims } from '#contracts/access.js';

/** A connected session: whose it is and where it stands. */
export type PresentDesk = { orgId: string; subjectId: string; kind: SessionClaims['kind'] };
export type PresentNode = { node: string; desks: PresentDesk[] };

/** Where the nodes tell each other which desks they hold. What a node posted is gone by itself when the node is. */
export abstract class PresenceBoard {
  /** The name under which this node posts. */
  abstract readonly node: string;
  /** Says which desks this node holds; `changes` is another number whenever they are others. Never throws. */
  abstract post(changes: number, desks: () => PresentDesk[]): Promise<void>;
  /** What the other nodes posted, or null where nobody can be asked now. */
  abstract readOthers(): Promise<PresentNode[] | null>;
  /** This node stops and holds no desk any more. Never throws. */
  abstract withdraw(): Promise<void>;
}

/** The board of one process: it has nobody to tell. */
export class LonePresenceBoard extends PresenceBoard {
  readonly node = 'standalone';

  async post(): Promise<void> {}

  async readOthers(): Promise<PresentNode[]> {
    return [];
  }

  async withdraw(): Promise<void> {}
}
