import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { LineRef, SourceId } from '../../model/log-record.ts';
import { OwnTexts } from '../own-texts.ts';
import type { KeptLine } from './group-event.ts';

/** Place of a kept line. */
export type LineId = number;
export const NO_LINE: LineId = 0;

/** Bytes of one slot: nearly every line of syslog fits, and longer ones are kept as they are. */
const SLOT = 192;
const SLOTS_PER_PAGE = 4096;

/** Side by side: holders, bytes, number of the source, next free slot; the number of the line as the third of the times. */
const STRIDE = 6;
const HOLDERS = 0;
const LENGTH = 1;
const SOURCE = 2;
const NEXT_FREE = 3;
const LINE = 2;

/** Its text is in `long`, not in its slot. */
const IS_LONG = -1;

/**
 * The lines that windows and alerts keep as evidence: their bytes in slots, not as strings. Under attack a line is kept
 * for each failure and let go an hour later; as strings every one of them was copied, moved twice by the collector,
 * marked and swept (of 1,000,000 lines, 0.7 s and 70 MB more).
 *
 * Who keeps a line holds it; when the last holder releases it, its slot is used again.
 */
export class LineStore {
  private readonly pages: Uint8Array[] = [];
  /** The same pages. */
  private readonly views: DataView[] = [];
  private readonly long = new Map<LineId, string>();
  private readonly users: (string | null)[] = [null];
  private readonly texts = new OwnTexts();
  private readonly sources: SourceId[] = [];
  private lines = new Float64Array((STRIDE / 2) * 1024);
  /** The same bytes as `lines`. */
  private numbers = new Int32Array(this.lines.buffer);
  /** The slots to use again, the longest unused first: neighbours in time stay neighbours in memory. */
  private firstFree: LineId = NO_LINE;
  private lastFree: LineId = NO_LINE;
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** A copy, held once. */
  keep({ source, line }: LineRef, raw: string, user: string | null): LineId {
    const id = this.takeSlot();
    const at = STRIDE * id;
    this.numbers[at + HOLDERS] = 1;
    this.numbers[at + LENGTH] = this.write(id, raw);
    this.numbers[at + SOURCE] = this.numberOf(source);
    this.lines[(STRIDE / 2) * id + LINE] = line;
    this.users[id] = user === null ? null : this.texts.own(user);
    return id;
  }

  /** The same for the line of an event. */
  keepEvent(event: LogEvent): LineId {
    const place = event.place ?? null;
    if (place === null || place.open.text !== place.block || place.end - place.start > SLOT)
      return this.keep(event.ref, event.raw, event.user);
    const { source, line, start, end } = place;
    const id = this.takeSlot();
    const at = STRIDE * id;
    this.numbers[at + HOLDERS] = 1;
    this.numbers[at + LENGTH] = end - start;
    this.numbers[at + SOURCE] = this.numberOf(source);
    this.lines[(STRIDE / 2) * id + LINE] = line;
    this.users[id] = event.user;
    const page = this.views[Math.floor(id / SLOTS_PER_PAGE)] as DataView;
    const { view } = place.open;
    // So short a copy is done before a part of the array for `set` would be made; slots have room for the last four.
    for (let to = SLOT * (id % SLOTS_PER_PAGE), from = start; from < end; from += 4, to += 4) {
      page.setInt32(to, view.getInt32(from, true), true);
    }
    return id;
  }

  hold(id: LineId): void {
    this.numbers[STRIDE * id] = (this.numbers[STRIDE * id] as number) + 1;
  }

  release(id: LineId): void {
    const at = STRIDE * id;
    const holders = (this.numbers[at + HOLDERS] as number) - 1;
    this.numbers[at + HOLDERS] = holders;
    if (holders > 0) return;
    if (this.numbers[at + LENGTH] === IS_LONG) this.long.delete(id);
    this.numbers[at + NEXT_FREE] = NO_LINE;
    if (this.firstFree === NO_LINE) this.firstFree = id;
    else this.numbers[STRIDE * this.lastFree + NEXT_FREE] = id;
    this.lastFree = id;
  }

  user(id: LineId): string | null {
    return this.users[id] as string | null;
  }

  source(id: LineId): SourceId {
    return this.sources[this.numbers[STRIDE * id + SOURCE] as number] as SourceId;
  }

  read(id: LineId): KeptLine {
    const raw =
      this.long.get(id) ?? this.decoder.decode(this.slot(id).subarray(0, this.numbers[STRIDE * id + LENGTH]));
    return {
      source: this.source(id),
      line: this.lines[(STRIDE / 2) * id + LINE] as number,
      raw,
      user: this.user(id),
    };
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
    const free = this.firstFree;
    if (free !== NO_LINE) {
      this.firstFree = this.numbers[STRIDE * free + NEXT_FREE] as LineId;
      return free;
    }
    const id = this.users.push(null) - 1;
    if (STRIDE * id === this.numbers.length) this.grow();
    while (Math.floor(id / SLOTS_PER_PAGE) >= this.pages.length) {
      const page = new Uint8Array(SLOT * SLOTS_PER_PAGE);
      this.pages.push(page);
      this.views.push(new DataView(page.buffer));
    }
    return id;
  }

  /** There are few sources, and lines of one come one after the other. */
  private numberOf(source: SourceId): number {
    const known = this.sources.lastIndexOf(source);
    return known === -1 ? this.sources.push(source) - 1 : known;
  }

  private grow(): void {
    const lines = new Float64Array(2 * this.lines.length);
    // As whole numbers: bytes that are none must not be read as one.
    new Int32Array(lines.buffer).set(this.numbers);
    this.lines = lines;
    this.numbers = new Int32Array(lines.buffer);
  }
}
