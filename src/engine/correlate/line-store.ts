import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { LineRef, SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import { OwnTexts } from '../own-texts.ts';
import type { KeptLine } from './group-event.ts';

/** Place of a kept line. */
export type LineId = number;
export const NO_LINE: LineId = 0;

/** Bytes of one slot: nearly every line of syslog fits, and longer ones are kept as they are. */
const SLOT = 176;
const SLOTS_PER_PAGE = 4096;

/** Of each line side by side: its time and its number as such, then its bytes and the number of its source as whole numbers. */
const STRIDE = 3;
const LINE = 1;
const LENGTH = 4;
const SOURCE = 5;

/** Its text is in `long`, not in its slot. */
const IS_LONG = -1;

/** So many lines are kept before any is let go. */
const FEWEST = 4096;
/** Of so many lines that are in use, a quarter more may be kept. */
const SPARE = 0.25;

/** Says of each line that is still in use that it is. */
export type LineUsers = (use: (line: LineId) => void) => void;

/**
 * The lines that windows and alerts keep as evidence: their bytes in slots, not as strings. Under attack a line is kept
 * for each failure and let go an hour later; as strings every one of them was copied, moved twice by the collector,
 * marked and swept (of 1,000,000 lines, 0.7 s and 70 MB more).
 *
 * Who keeps a line just drops it: once in a while, all that are in use are marked and the others' slots used again. A
 * count of holders in each line cost more than all the counting of events: each drop waited for another place in memory.
 */
export class LineStore {
  private readonly pages: Uint8Array[] = [];
  /** The same pages. */
  private readonly views: DataView[] = [];
  private readonly long = new Map<LineId, string>();
  private readonly users: (string | null)[] = [null];
  private readonly texts = new OwnTexts();
  private readonly sources: SourceId[] = [];
  private times = new Float64Array(STRIDE * 1024);
  /** The same bytes as `times`. */
  private numbers = new Int32Array(this.times.buffer);
  /** Which slots were in use when it was last looked, and where to look for the next that was not. */
  private used = new Uint8Array(1024);
  private next: LineId = 1;
  private inUse = 0;
  private limit = FEWEST;
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** A copy: there until it is let go by `tidy`. */
  keep({ source, line }: LineRef, time: EpochMs, raw: string, user: string | null): LineId {
    const id = this.takeSlot();
    this.describe(id, time, source, line, this.write(id, raw));
    this.users[id] = user === null ? null : this.texts.own(user);
    return id;
  }

  /** The same for the line of an event. */
  keepEvent(event: LogEvent): LineId {
    const place = event.place ?? null;
    if (place === null || place.open.text !== place.block || place.end - place.start > SLOT)
      return this.keep(event.ref, event.time, event.raw, event.user);
    const { source, line, start, end } = place;
    const id = this.takeSlot();
    this.describe(id, event.time, source, line, end - start);
    this.users[id] = event.user;
    const page = this.views[Math.floor(id / SLOTS_PER_PAGE)] as DataView;
    const { view } = place.open;
    // So short a copy is done before a part of the array for `set` would be made; slots have room for the last four.
    for (let to = SLOT * (id % SLOTS_PER_PAGE), from = start; from < end; from += 4, to += 4) {
      page.setInt32(to, view.getInt32(from, true), true);
    }
    return id;
  }

  /** Whether it is time to let go of lines. */
  get isFull(): boolean {
    return this.inUse >= this.limit;
  }

  /** Lets go of all lines but those that are in use. */
  tidy(inUse: LineUsers): void {
    const { used } = this;
    used.fill(0);
    let count = 0;
    inUse((line) => {
      if (used[line] === 0) count++;
      used[line] = 1;
    });
    for (const id of this.long.keys()) if (used[id] === 0) this.long.delete(id);
    this.inUse = count;
    this.limit = Math.max(FEWEST, Math.ceil(count * (1 + SPARE)));
    this.next = 1;
  }

  time(id: LineId): EpochMs {
    return this.times[STRIDE * id] as EpochMs;
  }

  user(id: LineId): string | null {
    return this.users[id] as string | null;
  }

  source(id: LineId): SourceId {
    return this.sources[this.sourceNumber(id)] as SourceId;
  }

  /** Of two equal numbers the sources are the same. */
  sourceNumber(id: LineId): number {
    return this.numbers[2 * STRIDE * id + SOURCE] as number;
  }

  read(id: LineId): KeptLine {
    const length = this.numbers[2 * STRIDE * id + LENGTH];
    const raw = this.long.get(id) ?? this.decoder.decode(this.slot(id).subarray(0, length));
    return {
      source: this.source(id),
      line: this.times[STRIDE * id + LINE] as number,
      raw,
      user: this.user(id),
    };
  }

  private describe(id: LineId, time: EpochMs, source: SourceId, line: number, length: number): void {
    const { times, numbers } = this;
    times[STRIDE * id] = time;
    times[STRIDE * id + LINE] = line;
    numbers[2 * STRIDE * id + LENGTH] = length;
    numbers[2 * STRIDE * id + SOURCE] = this.numberOf(source);
  }

  private write(id: LineId, raw: string): number {
    if (raw.length <= SLOT) {
      const { read, written } = this.encoder.encodeInto(raw, this.slot(id));
      if (read === raw.length) return written;
    }
    this.long.set(id, retainText(raw));
    return IS_LONG;
  }

  private slot(id: LineId): Uint8Array {
    const page = this.pages[Math.floor(id / SLOTS_PER_PAGE)] as Uint8Array;
    const start = SLOT * (id % SLOTS_PER_PAGE);
    return page.subarray(start, start + SLOT);
  }

  private takeSlot(): LineId {
    const { used } = this;
    let id = this.next;
    while (id < this.users.length && used[id] === 1) id++;
    this.next = id + 1;
    this.inUse++;
    if (id === this.users.length) this.addSlot(id);
    return id;
  }

  private addSlot(id: LineId): void {
    this.users.push(null);
    if (id === this.used.length) this.grow();
    if (Math.floor(id / SLOTS_PER_PAGE) < this.pages.length) return;
    const page = new Uint8Array(SLOT * SLOTS_PER_PAGE);
    this.pages.push(page);
    this.views.push(new DataView(page.buffer));
  }

  /** There are few sources, and lines of one come one after the other. */
  private numberOf(source: SourceId): number {
    const known = this.sources.lastIndexOf(source);
    return known === -1 ? this.sources.push(source) - 1 : known;
  }

  private grow(): void {
    const times = new Float64Array(2 * this.times.length);
    // As whole numbers: bytes that are none must not be read as one.
    new Int32Array(times.buffer).set(this.numbers);
    this.times = times;
    this.numbers = new Int32Array(times.buffer);
    const used = new Uint8Array(2 * this.used.length);
    used.set(this.used);
    this.used = used;
  }
}
