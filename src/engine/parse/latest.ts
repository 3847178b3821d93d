import { retainText } from '../../model/log-event.ts';

/** Connections or sessions that are remembered at a time. Clients can make as many of them as they like. */
const MOST = 4096;

/** What a parser remembers of each connection, session or process, the latest last. Of too many the oldest is let go. */
export class Latest<Value> {
  private readonly values = new Map<string, Value>();

  /** `letGo`: called for each that had to go before its time, where that loses something. */
  constructor(
    private readonly letGo?: () => void,
    private readonly most = MOST,
  ) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  /** From now on the latest. */
  set(key: string, value: Value): void {
    this.values.delete(key);
    const [oldest] = this.values.keys();
    if (this.values.size >= this.most && oldest !== undefined) {
      this.values.delete(oldest);
      this.letGo?.();
    }
    this.values.set(retainText(key), value);
  }

  delete(key: string): void {
    this.values.delete(key);
  }

  save(): readonly (readonly [key: string, value: Value])[] {
    return [...this.values];
  }

  restore(saved: readonly (readonly [key: string, value: Value])[]): void {
    this.values.clear();
    for (const [key, value] of saved) this.values.set(key, value);
  }
}
