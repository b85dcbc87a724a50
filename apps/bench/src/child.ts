import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of the bench in a process of its own, spoken to by messages. Its news come to one listener per kind. */
export class Child<Order extends object, News extends { news: string }> {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<string, { resolve: (news: News) => void; reject: (error: Error) => void }>();
  private readonly listeners = new Map<string, (news: News) => void>();

  constructor(
    private readonly name: string,
    main: URL,
  ) {
    this.process = fork(fileURLToPath(main), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.process.on('message', (news) => this.hear(news as News));
    this.process.on('exit', (code, signal) => this.fail(new Error(`${this.name} ended (${signal ?? code})`)));
  }

  get pid(): number {
    return this.process.pid!;
  }

  tell(order: Order): void {
    this.process.send(order);
  }

  /** Gives an order and waits for the news that answers it. */
  async ask<Kind extends News['news']>(order: Order, answer: Kind): Promise<Extract<News, { news: Kind }>> {
    const answered = this.next(answer);
    this.tell(order);
    return answered;
  }

  on<Kind extends News['news']>(kind: Kind, listener: (news: Extract<News, { news: Kind }>) => void): void {
    this.listeners.set(kind, listener as (news: News) => void);
  }

  /** Ends it; it is told by the end of the line between us. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.disconnect();
    await exit;
  }

  private next<Kind extends News['news']>(kind: Kind): Promise<Extract<News, { news: Kind }>> {
    return new Promise((resolve, reject) => this.waiting.set(kind, { resolve: resolve as (news: News) => void, reject }));
  }

  private hear(news: News): void {
    if (news.news === 'failed') return this.fail(new Error(`${this.name}: ${(news as unknown as { error: string }).error}`));
    this.listeners.get(news.news)?.(news);
    const waiting = this.waiting.get(news.news);
    this.waiting.delete(news.news);
    waiting?.resolve(news);
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** In the child: does each order and says what failed. It ends with the line to its parent. */
export function obey<Order>(work: (order: Order) => Promise<void>): void {
  process.on('message', (order) => {
    work(order as Order).catch((error: unknown) => {
      process.send?.({ news: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    });
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C is for the parent, which ends us in order.
  process.on('SIGINT', () => undefined);
}
