import type { LokiClient } from '../../clients/loki/client.ts';
import type { HuntLabels } from '../../model/hunt/hunt.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';

/** Names, and values of each: an attacker may choose both. */
const MOST_NAMES = 200;
const MOST_VALUES = 200;
const LONGEST_VALUE = 120;
/** What Loki said is good for so long. */
const FRESH_MS: EpochMs = MINUTE_MS;
const NS_PER_MS = 1_000_000n;

type Client = Pick<LokiClient, 'labels' | 'labelValues'>;

/** Labels and their values, for completion: those that were seen in answers, and those that Loki names. */
export class KnownLabels {
  private readonly seen = new Map<string, Set<string>>();
  private readonly told = new Map<
    string,
    { readonly at: EpochMs; readonly list: Promise<readonly string[]> }
  >();

  constructor(
    private readonly usual: readonly string[],
    private readonly client: Client | null,
    private readonly clock: Clock,
  ) {}

  note(labels: HuntLabels): void {
    for (const [name, value] of Object.entries(labels)) {
      const values = this.seen.get(name) ?? new Set();
      if (!this.seen.has(name) && this.seen.size >= MOST_NAMES) continue;
      this.seen.set(name, values);
      if (values.size < MOST_VALUES && value.length <= LONGEST_VALUE) values.add(value);
    }
  }

  async names(): Promise<readonly string[]> {
    const { client } = this;
    const told = client === null ? [] : await this.ask('', (range, signal) => client.labels(range, signal));
    return unique([...told, ...this.usual, ...this.seen.keys()]).filter((name) => !name.startsWith('__'));
  }

  async values(name: string): Promise<readonly string[]> {
    const { client } = this;
    const ask = (range: Parameters<Client['labels']>[0], signal: AbortSignal): Promise<readonly string[]> =>
      client === null ? Promise.resolve([]) : client.labelValues(name, range, signal);
    return unique([...(await this.ask(name, ask)), ...(this.seen.get(name) ?? [])].sort());
  }

  /** Nothing when Loki does not answer: whoever types is not to wait. */
  private async ask(
    key: string,
    ask: (range: { from: bigint; to: bigint }, signal: AbortSignal) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const now = this.clock.now();
    const known = this.told.get(key);
    if (known && now - known.at < FRESH_MS) return known.list;
    const range = { from: BigInt(now - 6 * HOUR_MS) * NS_PER_MS, to: BigInt(now) * NS_PER_MS };
    const list = ask(range, AbortSignal.timeout(2000)).catch(() => []);
    if (this.told.size >= MOST_NAMES) this.told.clear();
    this.told.set(key, { at: now, list });
    return list;
  }
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
