import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '#process/screen.js';

type LocalServer = { pid: number; exited: Promise<void>; stop(): Promise<void> };

const againInMs = 1_000;

/** A local server that is started again, where it was, whenever it dies. */
export class KeptServer<Server extends LocalServer> {
  private stopping = false;

  private constructor(
    private readonly name: string,
    private readonly begin: () => Promise<Server>,
    private readonly changed: () => void,
    public current: Server,
  ) {
    this.watch();
  }

  static async start<Server extends LocalServer>(
    name: string,
    begin: () => Promise<Server>,
    changed: () => void,
  ): Promise<KeptServer<Server>> {
    return new KeptServer(name, begin, changed, await begin());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.current.stop();
  }

  private watch(): void {
    void this.current.exited.then(async () => {
      if (this.stopping) return;
      step(`${this.name} 中断，再启动`, `${this.name} died, starts again`);
      await this.restart();
    });
  }

  private async restart(): Promise<void> {
    while (!this.stopping) {
      await sleep(againInMs);
      try {
        const server = await this.begin();
        this.current = server;
        // It may have been asked to stop while it was starting.
        if (this.stopping) return await server.stop();
        this.changed();
        return this.watch();
      } catch (error) {
        step(`${this.name} 没能启动`, `${this.name} does not start: ${String(error)}`);
      }
    }
  }
}
