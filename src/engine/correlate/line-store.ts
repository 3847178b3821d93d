import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { LineRef, SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import { grownLength } from '../growth.ts';
import { OwnTexts } from '../own-texts.ts';
import type { KeptLine } from './group-event.ts';

/** Place of a kept line. */
export type LineId = number;
export const NO_LINE: LineId = 0;

/** Nearly every line of syslog is no longer, in bytes; longer ones are kept as they are. */
const LONGEST = 176;
/** Slots are so many times as long as this many bytes: those of a page are all of one size. */
const GRAIN = 16;
const PAGE_BITS = 11;
const SLOTS_PER_PAGE = 1 << PAGE_BITS;
const SLOT_MASK = SLOTS_PER_PAGE - 1;

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

/** The pages whose slots are of one size, and where to look for the next that is not in use. */
type Shelf = { readonly pages: number[]; at: number; slot: number };

const NO_PAGE = new DataView(new ArrayBuffer(0));

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
  /** By the size of their slots, in grains. */
  private readonly shelves = Array.from(
    { length: LONGEST / GRAIN + 1 },
    (): Shelf => ({ pages: [], at: 0, slot: 0 }),
  );
  private readonly pages: DataView[] = [];
  /** Bytes of the slots of each. */
  private readonly sizes: number[] = [];
  /** Pages that nobody needs: their numbers are given again. */
  private readonly spare: number[] = [];
  private readonly long = new Map<LineId, string>();
  private readonly users: (string | null)[] = [];
  private readonly texts = new OwnTexts();
  private readonly sources: SourceId[] = [];
  private times = new Float64Array(STRIDE * SLOTS_PER_PAGE);
  /** The same bytes as `times`. */
  private numbers = new Int32Array(this.times.buffer);
  /** Which slots were in use when it was last looked. */
  private used = new Uint8Array(SLOTS_PER_PAGE).fill(1, NO_LINE, NO_LINE + 1);
  private inUse = 0;
  private limit = FEWEST;
  private readonly encoder = new TextEncoder();
  private readonly encoded = new Uint8Array(LONGEST);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** A copy: there until it is let go by `tidy`. */
  keep({ source, line }: LineRef, time: EpochMs, raw: string, user: string | null): LineId {
    const length = this.encode(raw);
    const id = this.takeSlot(length);
    if (length !== IS_LONG) this.slot(id).set(this.encoded.subarray(0, length));
    else this.long.set(id, retainText(raw));
    this.describe(id, time, source, line, length);
    this.users[id] = user === null ? null : this.texts.own(user);
    return id;
  }

  /** The same for the line of an event. */
  keepEvent(event: LogEvent): LineId {
    const place = event.place ?? null;
    if (place === null || place.open.text !== place.block || place.end - place.start > LONGEST)
      return this.keep(event.ref, event.time, event.raw, event.user);
    const { source, line, start, end } = place;
    const id = this.takeSlot(end - start);
    this.describe(id, event.time, source, line, end - start);
    this.users[id] = event.user;
    const number = id >> PAGE_BITS;
    const page = this.pages[number] as DataView;
    const size = this.sizes[number] as number;
    const { view } = place.open;
    // So short a copy is done before a part of the array for `set` would be made; slots have room for the last four.
    for (let to = size * (id & SLOT_MASK), from = start; from < end; from += 4, to += 4) {
      page.setInt32(to, view.getInt32(from, true), true);
    }
    return id;
  }

  /** Whether it is time to let go of lines. */
  get isFull(): boolean {
    return this.inUse >= this.limit;
  }

  /** From now on, what is read of lines that are in use now stays as it is, whoever drops them, until `letGo`. */
  hold(): void {
    this.limit = Number.POSITIVE_INFINITY;
  }

  letGo(): void {
    this.limit = 0;
  }

  /** Lets go of all lines but those that are in use, and of the pages where none is. */
  tidy(inUse: LineUsers): void {
    const { used } = this;
    const inPage = new Uint16Array(this.pages.length);
    used.fill(0);
    used[NO_LINE] = 1;
    let count = 0;
    inUse((line) => {
      if (used[line] === 1) return;
      used[line] = 1;
      count++;
      const page = line >> PAGE_BITS;
      inPage[page] = (inPage[page] as number) + 1;
    });
    for (const id of this.long.keys()) if (used[id] === 0) this.long.delete(id);
    this.inUse = count;
    this.limit = Math.max(FEWEST, Math.ceil(count * (1 + SPARE)));
    for (const shelf of this.shelves) this.tidyShelf(shelf, inPage);
  }

  private tidyShelf(shelf: Shelf, inPage: Uint16Array): void {
    const kept = shelf.pages.filter((page) => (inPage[page] as number) > 0);
    for (const page of shelf.pages) {
      if ((inPage[page] as number) > 0) continue;
      this.pages[page] = NO_PAGE;
      this.spare.push(page);
    }
    shelf.pages.splice(0, Number.POSITIVE_INFINITY, ...kept);
    Object.assign(shelf, { at: 0, slot: 0 });
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

  /** How many bytes `encoded` holds of it then; `IS_LONG` when it does not fit. */
  private encode(raw: string): number {
    if (raw.length > LONGEST) return IS_LONG;
    const { read, written } = this.encoder.encodeInto(raw, this.encoded);
    return read === raw.length ? written : IS_LONG;
  }

  private slot(id: LineId): Uint8Array {
    const page = id >> PAGE_BITS;
    const size = this.sizes[page] as number;
    const start = size * (id & SLOT_MASK);
    return new Uint8Array((this.pages[page] as DataView).buffer, start, size);
  }

  /** One that is free, for so many bytes. */
  private takeSlot(length: number): LineId {
    const { used } = this;
    const grains = length <= 0 ? 1 : (length + GRAIN - 1) >> 4;
    const shelf = this.shelves[grains] as Shelf;
    this.inUse++;
    for (; shelf.at < shelf.pages.length; shelf.at++, shelf.slot = 0) {
      const first = (shelf.pages[shelf.at] as number) << PAGE_BITS;
      while (shelf.slot < SLOTS_PER_PAGE && used[first + shelf.slot] === 1) shelf.slot++;
      if (shelf.slot < SLOTS_PER_PAGE) return first + shelf.slot++;
    }
    const page = this.addPage(GRAIN * grains);
    shelf.pages.push(page);
    // The first slot of all is no line's.
    shelf.slot = page === 0 ? 2 : 1;
    return (page << PAGE_BITS) + shelf.slot - 1;
  }

  private addPage(size: number): number {
    const page = this.spare.pop() ?? this.pages.length;
    this.pages[page] = new DataView(new ArrayBuffer(size * SLOTS_PER_PAGE));
    this.sizes[page] = size;
    while (this.users.length < (page + 1) * SLOTS_PER_PAGE) this.users.push(null);
    while (this.used.length < this.users.length) this.grow();
    return page;
  }

  /** There are few sources, and lines of one come one after the other. */
  private numberOf(source: SourceId): number {
    const known = this.sources.lastIndexOf(source);
    return known === -1 ? this.sources.push(source) - 1 : known;
  }

  private grow(): void {
    const lines = grownLength(this.used.length, this.users.length);
    const times = new Float64Array(STRIDE * lines);
    // As whole numbers: bytes that are none must not be read as one.
    new Int32Array(times.buffer).set(this.numbers);
    this.times = times;
    this.numbers = new Int32Array(times.buffer);
    const used = new Uint8Array(lines);
    used.set(this.used);
    this.used = used;
  }
}
