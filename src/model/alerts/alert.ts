import type { Level } from '../level.ts';
import type { SourceId } from '../log-record.ts';
import type { EpochMs } from '../time.ts';

export const ALERT_CLASSES = [
  'auth',
  'sqli',
  'lfi',
  'xss',
  'rce',
  'ssti',
  'jndi',
  'scanner',
  'sensitive-file',
  'flood',
  'scan',
  'config',
  'anomaly',
  'other',
] as const;
export type AlertClass = (typeof ALERT_CLASSES)[number];

export type AlertId = string;

/** What an alert says of its rule: enough to show and to act without the rule file. */
export type RuleRef = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly level: Level;
  readonly tags: readonly string[];
  /** 0 (a guess) to 3 (certain). */
  readonly confidence: number;
  /** 0 (the address is proved by a handshake) to 3 (anyone can write any address). */
  readonly spoofable: number;
};

/** One line that an alert rests on. `raw` is untrusted, and a copy. */
export type Evidence = {
  readonly source: SourceId;
  readonly line: number;
  readonly time: EpochMs;
  readonly raw: string;
};

/**
 * `settled`: everyone who failed got in from the same address afterwards, so its level was lowered.
 * `covered`: a stronger alert tells of the same attack, so it is kept but not listed.
 */
type AlertStatus = 'open' | 'acknowledged' | 'covered' | 'settled';

/** What to do about a settled alert, whatever its rule. */
export const SETTLED_ADVICE =
  'Nothing, most likely: everyone who failed here got in from here afterwards, after a few tries each, as people who mistype do. Where these accounts have nothing to do with each other, ask one of their owners.';

/** True also if it was acknowledged afterwards. */
export function wasSettled({ status, recommendation }: Pick<Alert, 'status' | 'recommendation'>): boolean {
  return status === 'settled' || recommendation === SETTLED_ADVICE;
}

/** One episode: opens when the condition becomes true, grows until its group is quiet for one timespan. */
export type Alert = {
  /** Hash of rule id, group, time and text of the first event: the same in scan, live and replay. */
  readonly id: AlertId;
  readonly class: AlertClass;
  /** `rule.level` is the level reached: a higher tier raises it. */
  readonly rule: RuleRef;
  /** The values of the rule's group-by fields: `{src_ip: '203.0.113.7'}`; empty for "all sources together". */
  readonly group: Readonly<Record<string, string>>;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly eventCount: number;
  readonly sources: readonly SourceId[];
  readonly users: readonly string[];
  /** Bounded (first and latest lines); `eventCount` tells the truth. */
  readonly evidence: readonly Evidence[];
  readonly recommendation: string;
  /** Its events were over 10 minutes old when read: shown, never banned automatically. */
  readonly historical: boolean;
  readonly status: AlertStatus;
};

/** An alert without its lines, which are four fifths of its size. */
export type AlertHead = Omit<Alert, 'evidence'>;
