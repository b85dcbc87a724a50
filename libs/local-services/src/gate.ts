/** Lets pass while it is open; whoever comes while it is shut waits until it opens. */
export class Gate {
  private opened: Promise<void> | undefined;
  private letGo: () => void = () => undefined;

  get isShut(): boolean {
    return this.opened !== undefined;
  }

  shut(): void {
    this.opened ??= new Promise((resolve) => (this.letGo = resolve));
  }

  open(): void {
    this.opened = undefined;
    this.letGo();
  }

  async passage(): Promise<void> {
    while (this.opened) await this.opened;
  }
}
