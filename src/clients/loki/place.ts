import { createHash } from 'node:crypto';
import type { HuntLabels } from '../../model/hunt/hunt.ts';
import type { Cursor } from '../../model/log-record.ts';

/** A line as Loki keeps it. */
type Entry = { readonly labels: HuntLabels; readonly ns: bigint; readonly line: string };

/** Lines of which it is remembered that they were read. */
const MOST_REMEMBERED = 20_000;
/** Where what was not wanted before may be wanted later. */
const MOST_REMEMBERED_LONG = 100_000;
/** How many of them go into the cursor, which is written with each block. */
const MOST_SAVED = 2000;

const SECOND_NS = 1_000_000_000n;
/** Lines that are older than the newest of their stream by no more than this are still looked for. */
export const LATE_NS = 600n * SECOND_NS;
/** On a quiet stream those that are younger than this are looked for: Loki itself takes them for as long. */
const QUIET_NS = 3600n * SECOND_NS;

/** Each question asks for so much once more, since streams arrive a little apart. */
const OVERLAP_NS = 15n * SECOND_NS;
/** No question goes back further than this from now, however long a stream has been quiet. */
const LOOK_BACK_NS = 300n * SECOND_NS;

const HASH_BYTES = 9;
const HASH_CHARS = 12;

/**
 * Where reading goes on. Loki takes lines that are older than what it has, so the latest part is read again and again:
 * what lies before the floor is done with; of what lies after it each line that was read is remembered, by a hash of its
 * labels, time and text (equal ones Loki keeps once).
 */
export class Place {
  line = 1;
  /** The newest line that was read. */
  newest: bigint;
  private readonly most: number;
  private readonly seen = new Map<string, bigint>();

  constructor(
    /** Nothing before it is looked at any more. */
    public floor: bigint,
    /** How far behind the newest line it stays, in nanoseconds. */
    private readonly kept = LATE_NS,
  ) {
    this.newest = floor;
    this.most = kept > LATE_NS ? MOST_REMEMBERED_LONG : MOST_REMEMBERED;
  }

  static from(start: bigint, cursor: Cursor | undefined, kept = LATE_NS): Place {
    return readSaved(cursor, kept) ?? new Place(start, kept);
  }

  /** Whether this line was not read yet; from now on it was. */
  isNew({ labels, ns, line }: Entry): boolean {
    if (ns < this.floor) return false;
    const key = keyOf(labels, ns, line);
    if (this.seen.has(key)) return false;
    this.seen.set(key, ns);
    if (ns > this.newest) this.newest = ns;
    this.line++;
    return true;
  }

  /** All lines before this moment that were there have been read: those of an earlier page come no more. */
  readUpTo(moment: bigint): void {
    this.raise(least(moment, this.newest) - this.kept);
    if (this.seen.size > this.most) this.forgetAllBut(this.most / 2, moment);
  }

  /** All that there is at this time has been read. */
  caughtUp(now: bigint): void {
    const latest = least(this.newest, now) - this.kept;
    this.raise(latest > now - QUIET_NS ? latest : now - QUIET_NS);
  }

  /** Where a look begins that is for what came just now. */
  recent(now: bigint): bigint {
    const overlap = least(this.newest, now) - OVERLAP_NS;
    return greatest(greatest(this.floor, overlap), now - LOOK_BACK_NS);
  }

  save(upTo: bigint): Cursor {
    const saved = [...this.seen].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0));
    let floor = this.floor;
    const dropped = saved[MOST_SAVED]?.[1];
    if (dropped !== undefined) floor = greatest(floor, least(dropped + 1n, upTo));
    const kept = saved.filter(([, ns]) => ns >= floor);
    return JSON.stringify({
      line: this.line,
      floor: String(floor),
      newest: String(this.newest),
      seen: kept.map(([key, ns]) => key + (ns - floor).toString(36)).join(' '),
    });
  }

  /** What `save` wrote of the lines that were read. */
  remember(saved: readonly string[]): void {
    for (const entry of saved) {
      if (entry.length <= HASH_CHARS) continue;
      const offset = Number.parseInt(entry.slice(HASH_CHARS), 36);
      if (Number.isSafeInteger(offset))
        this.seen.set(entry.slice(0, HASH_CHARS), this.floor + BigInt(offset));
    }
  }

  private raise(floor: bigint): void {
    if (floor <= this.floor) return;
    this.floor = floor;
    for (const [key, ns] of this.seen) if (ns < floor) this.seen.delete(key);
  }

  private forgetAllBut(count: number, upTo: bigint): void {
    const times = [...this.seen.values()].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
    const dropped = times[count];
    if (dropped !== undefined) this.raise(least(dropped + 1n, upTo));
  }
}

function keyOf(labels: HuntLabels, ns: bigint, line: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([labels, String(ns), line]))
    .digest();
  return hash.toString('base64url', 0, HASH_BYTES);
}

function readSaved(cursor: Cursor | undefined, kept: bigint): Place | null {
  try {
    const saved = JSON.parse(cursor ?? 'null') as Readonly<Record<string, unknown>> | null;
    const { line, floor, newest, seen } = saved ?? {};
    if (!Number.isSafeInteger(line) || typeof seen !== 'string') return null;
    const place = new Place(BigInt(String(floor)), kept);
    place.line = line as number;
    place.newest = BigInt(String(newest));
    place.remember(seen.split(' '));
    return place;
  } catch {
    return null;
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
