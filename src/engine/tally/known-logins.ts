import type { LogEvent } from '../../model/log-event.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS } from '../../model/time.ts';

/** Pairs of account and address in each of two halves; when the newer one is full, the older one is forgotten. */
const HALF = 100_000;

/** Whoever got in after so many failures within an hour may have guessed the password. */
const GUESSED = 5;
/** As many failures as `GUESSED` within this time are no program with an old password, which tries every few minutes. */
const AT_A_PACE_MS: DurationMs = 10 * MINUTE_MS;

export type SavedKnownLogins = {
  readonly since: EpochMs | null;
  readonly older: readonly string[];
  readonly newer: readonly string[];
};

/** Stands between account and address; neither can hold it. */
const BETWEEN = '\u0000';
/** Longer names are told apart by their beginning. */
const LONGEST_NAME = 64;

/**
 * Which account has logged in from which address, as far as was read. Those that have not logged in for longest are forgotten
 * first: then the next login from a known address looks new, but rules want failures before it as well.
 */
export class KnownLogins {
  private since: EpochMs | null = null;
  private older = new Set<string>();
  private newer = new Set<string>();
  /**
   * Whether the login that was added last came from where its account usually logs in: it did before, not after guessing, and no
   * more fails there now than what a phone with an old password, or somebody else behind the same address, does every few minutes.
   */
  isUsual = false;

  /** `failed`: whether so many logins of the event's source, or more, failed in that time before it. */
  constructor(
    private readonly failed: (event: LogEvent, span: DurationMs, count: number) => boolean = () => false,
  ) {}

  /**
   * Whether this accepted login came from where its account never logged in before. Nothing is new to who has just begun
   * to read: the account must be known from elsewhere, or a day of logins must have passed.
   */
  add(event: LogEvent): boolean {
    this.isUsual = false;
    if (!event.login) return false;
    this.since ??= event.time;
    const { user } = event;
    if (event.outcome !== 'success' || user === null) return false;
    const source = event.srcIp ?? event.srcHost;
    if (source === null) return false;
    const account = user.slice(0, LONGEST_NAME);
    const isKnownAccount = this.touch(account);
    const isKnownPair = this.touch(`${account}${BETWEEN}${source}`);
    this.judge(event, [account, '', placeOf(event), source].join(BETWEEN));
    return !isKnownPair && (isKnownAccount || event.time - this.since >= DAY_MS);
  }

  save(): SavedKnownLogins {
    return { since: this.since, older: [...this.older], newer: [...this.newer] };
  }

  restore({ since, older, newer }: SavedKnownLogins): void {
    this.since = since;
    this.older = new Set(older);
    this.newer = new Set(newer);
  }

  private judge(event: LogEvent, pair: string): void {
    if (this.newer.has(pair) || this.older.has(pair)) {
      this.touch(pair);
      this.isUsual = !this.failed(event, AT_A_PACE_MS, GUESSED);
    } else if (!this.failed(event, HOUR_MS, GUESSED)) this.touch(pair);
  }

  private touch(key: string): boolean {
    if (this.newer.has(key)) return true;
    const isKnown = this.older.has(key);
    if (this.newer.size >= HALF) {
      this.older = this.newer;
      this.newer = new Set();
    }
    // Joining and cutting makes a new text: a slice would keep its whole block of lines in memory.
    this.newer.add(` ${key}`.slice(1));
    return isKnown;
  }
}

/** An account of the same name on another host, or of another service, may be somebody else's: a shop lets anyone be `alice`. */
function placeOf({ logsource, fields, ref }: LogEvent): string {
  const { product = '', service = '' } = logsource;
  const host = typeof fields.host === 'string' ? fields.host : ref.source;
  return [product, service, host].join(' ').slice(0, LONGEST_NAME);
}
