/** Lines that have come and are not read yet: bounded. Who fills it waits, or sheds what has no room. */
export class LineQueue {
  private lines: string[] = [];
  private size = 0;
  private isInterrupted = false;
  private wake: (() => void) | null = null;
  private readonly drained: (() => void)[] = [];

  constructor(private readonly capacity: number) {}

  /** Whether there is room for more. One line always has room in an empty queue. */
  get isFull(): boolean {
    return this.size >= this.capacity;
  }

  get bytes(): number {
    return this.size;
  }

  push(line: string): void {
    this.lines.push(line);
    this.size += line.length + 1;
    this.wake?.();
  }

  /** Calls back once when everything has been taken. */
  onDrained(listener: () => void): void {
    this.drained.push(listener);
  }

  /** Waits for the first line, or for an interruption. */
  async filled(): Promise<void> {
    if (this.lines.length > 0 || this.isInterrupted) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = null;
  }

  take(): string[] {
    const { lines } = this;
    this.lines = [];
    this.size = 0;
    for (const listener of this.drained.splice(0)) listener();
    return lines;
  }

  interrupt(): void {
    this.isInterrupted = true;
    this.wake?.();
  }
}
