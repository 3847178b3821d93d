import { type LogEvent, retainText } from '../../../model/log-event.ts';
import type { LineRef, SourceId } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import { GrowingBytes } from '../../arrays/growing-bytes.ts';
import { grownLength } from '../../arrays/growth.ts';
import { int32s, longerUint8s, uint8s } from '../../arrays/large-arrays.ts';
import { SavedList } from '../../saved-list.ts';
import { restOf, wholeTime } from '../windows/split-time.ts';
import type { KeptLine } from './group-event.ts';
import { LineOrigins, type Origin } from './line-origins.ts';
import { type Address, LineTexts, LONGEST_TEXT } from './line-texts.ts';
import { PieceWriter, type SavedLines, type SavedPiece, type SavedPlaces, textsOf } from './saved-lines.ts';

/** Number of a kept line. */
export type LineId = number;
export const NO_LINE: LineId = 0;

/**
 * Of each line side by side, whole numbers of 32 bits: its time but for what is above these bits, its number, where its text
 * stands, and its origin together with the rest of its time.
 */
const STRIDE = 4;
const CELL_BYTES = 4;
const TIME = 0;
const LINE = 1;
const ADDRESS = 2;
const ORIGIN = 3;
/** The rest of a time, from 1692 to 2248, beside so many origins. Where it is this, the line is an odd one. */
const ORIGIN_BITS = 20;
const MOST_ORIGINS = 1 << ORIGIN_BITS;
const ODD = -(1 << (31 - ORIGIN_BITS));

/** What is kept of a line whose time, number or origin does not fit into its cells. */
type Odd = { readonly time: EpochMs; readonly line: number; readonly origin: Origin };

/** State of a line number: it is free; the text of its line is in `texts`; it is in `long`. */
const NONE = 0;
const TEXT = 1;
const LONG = 2;
/** Added to these for lines that are in use. */
const IN_USE = 4;
const WHERE = IN_USE - 1;
/** A text up to this length is copied four bytes at a time. */
const SHORT = 256;

/** Lines that are kept before any is let go. */
const FEWEST = 4096;
/** About ten thousand lines. In a small attack most lines are dropped before it is worth while to shorten them. */
const MOST_FRESH = 1 << 20;
const SPARE = 0.125;

/** Calls `use` with every line that is still in use. */
type LineUsers = (use: (line: LineId) => void) => void;

/**
 * The lines that windows and alerts keep as evidence: as bytes, not as strings. Under attack a line is kept for each failure
 * and let go an hour later; as strings every one of them was copied, moved twice by the collector, marked and swept (of
 * 1,000,000 lines, 0.7 s and 70 MB more).
 *
 * Who keeps a line just drops it: once in a while, all that are in use are marked and the others' numbers used again. A
 * count of holders in each line cost more than all the counting of events: each drop waited for another place in memory.
 */
export class LineStore {
  private cells: Int32Array = new Int32Array(STRIDE * FEWEST);
  private readonly bytes = new GrowingBytes(this.cells.buffer);
  private states = uint8s(FEWEST);
  private readonly texts: LineTexts;
  private readonly long = new Map<LineId, string>();
  private readonly odd = new Map<LineId, Odd>();
  private readonly origins = new LineOrigins();
  /** The search for a free number begins here. */
  private next = NO_LINE + 1;
  private inUse = 0;
  private limit = FEWEST;
  private isHolding = false;
  /** Where each line that is held stands among the saved ones. */
  private held: SavedPlaces | null = null;
  private readonly encoder = new TextEncoder();
  private readonly encoded = new Uint8Array(LONGEST_TEXT);

  /**
   * `mostFresh`: so many bytes of text are kept as they came; what is kept for longer is made short. `spare`: where that many
   * lines are in use, this part of them more may be kept.
   */
  constructor(
    mostFresh = MOST_FRESH,
    private readonly spare = SPARE,
  ) {
    this.texts = new LineTexts(
      {
        standsAt: (line, address) => this.states[line] === TEXT && this.address(line) === address,
        moved: (line, address) => this.setAddress(line, address),
      },
      mostFresh,
    );
  }

  /** A copy: there until it is let go by `tidy`. */
  keep({ source, line }: LineRef, time: EpochMs, raw: string, user: string | null): LineId {
    const id = this.takeNumber(time, line, this.origins.numberOf(source, user));
    const { read, written } = this.encoder.encodeInto(raw, this.encoded);
    if (read === raw.length) this.stand(id, this.texts.add(id, this.encoded, written));
    else {
      this.states[id] = LONG;
      this.long.set(id, retainText(raw));
    }
    return id;
  }

  /** The same for the line of an event. */
  keepEvent(event: LogEvent): LineId {
    const place = event.place ?? null;
    if (place === null || place.open.text !== place.block || place.end - place.start > SHORT)
      return this.keep(event.ref, event.time, event.raw, event.user);
    const { source, line, start, end, open } = place;
    const id = this.takeNumber(event.time, line, this.origins.numberOf(source, event.user));
    this.stand(id, this.texts.addPart(id, open.view, start, end));
    return id;
  }

  /** Whether it is time to let go of lines. */
  get isFull(): boolean {
    return this.inUse >= this.limit;
  }

  /** What is saved next stays as it is, whoever drops it, until all of it was read, or `letGo`. */
  hold(): void {
    this.isHolding = true;
  }

  letGo(): void {
    this.isHolding = false;
    this.held = null;
    this.limit = 0;
  }

  /** Lets go of all lines but those that are in use. */
  tidy(inUse: LineUsers): void {
    const { states } = this;
    let count = 0;
    const mark = (line: LineId): void => {
      const state = states[line] as number;
      if (state >= IN_USE || state === NONE) return;
      states[line] = state + IN_USE;
      count++;
    };
    inUse(mark);
    this.eachHeld(mark);
    const origins = uint8s(this.origins.size);
    for (let id = NO_LINE + 1; id < states.length; id++) {
      const state = states[id] as number;
      if (state === NONE) continue;
      if (state < IN_USE) this.drop(id, state);
      else this.stay(id, state & WHERE, origins);
    }
    this.texts.tidy();
    this.origins.keepOnly(origins);
    this.next = NO_LINE + 1;
    this.inUse = count;
    this.limit = Math.max(FEWEST, Math.ceil(count * (1 + this.spare)));
  }

  private eachHeld(use: (line: LineId) => void): void {
    const { held } = this;
    if (held === null) return;
    for (let id = NO_LINE + 1; id < held.length; id++) if (held[id] !== 0) use(id);
  }

  private drop(id: LineId, where: number): void {
    if (where === TEXT) this.texts.drop(this.address(id));
    else this.long.delete(id);
    if (this.isOdd(id)) this.odd.delete(id);
    this.states[id] = NONE;
  }

  private stay(id: LineId, where: number, origins: Uint8Array): void {
    origins[this.origin(id)] = 1;
    this.states[id] = where;
    if (where === TEXT) this.setAddress(id, this.texts.move(this.address(id)));
  }

  /** Those that `users` use, to be read while they are held, and where each is among them. */
  save(users: LineUsers): { readonly lines: SavedLines; readonly places: SavedPlaces } {
    const places: SavedPlaces = int32s(this.states.length);
    users((line) => {
      places[line] = 1;
    });
    let last = 0;
    for (let id = NO_LINE + 1; id < places.length; id++) if (places[id] === 1) places[id] = ++last;
    if (this.isHolding) this.held = places;
    const pieces = new SavedList(() => this.pieces(places));
    return { lines: { origins: this.origins.save(), pieces }, places };
  }

  /** In a store that has none yet: the number of each is its place among the saved ones. */
  restore({ origins, pieces }: SavedLines): void {
    for (const piece of pieces) {
      for (const [at, raw] of textsOf(piece).entries()) {
        const [source, user] = origins[piece.origins[at] as number] as SavedLines['origins'][number];
        const line = piece.numbers[at] as number;
        this.keep({ source, line }, piece.times[at] as EpochMs, raw, user);
      }
    }
  }

  private *pieces(places: SavedPlaces): Iterable<SavedPiece> {
    let piece = new PieceWriter();
    for (let id = NO_LINE + 1; id < places.length; id++) {
      if (places[id] === 0) continue;
      if (!piece.hasRoomFor(LONGEST_TEXT)) {
        yield piece.take();
        piece = new PieceWriter();
      }
      const text =
        this.long.get(id) ?? ((into: Uint8Array, at: number) => this.texts.copy(this.address(id), into, at));
      piece.add(this.time(id), this.line(id), this.origin(id), text);
    }
    if (!piece.isEmpty) yield piece.take();
    if (this.held === places) this.letGo();
  }

  time(id: LineId): EpochMs {
    const rest = (this.cells[STRIDE * id + ORIGIN] as number) >> ORIGIN_BITS;
    if (rest === ODD) return (this.odd.get(id) as Odd).time;
    return wholeTime(rest, this.cells[STRIDE * id + TIME] as number);
  }

  user(id: LineId): string | null {
    return this.origins.user(this.origin(id));
  }

  source(id: LineId): SourceId {
    return this.origins.source(this.origin(id));
  }

  /** A number for the source: lines with equal numbers are of the same source. */
  sourceNumber(id: LineId): number {
    return this.origins.sourceNumber(this.origin(id));
  }

  read(id: LineId): KeptLine {
    return {
      source: this.source(id),
      line: this.line(id),
      raw: this.long.get(id) ?? this.texts.read(this.address(id)),
      user: this.user(id),
    };
  }

  private stand(id: LineId, address: Address): void {
    this.states[id] = TEXT;
    this.setAddress(id, address);
  }

  /** A free number for a line. */
  private takeNumber(time: EpochMs, line: number, origin: Origin): LineId {
    while (this.states[this.next] !== NONE) {
      if (this.next === this.states.length) this.grow();
      else this.next++;
    }
    const id = this.next++;
    this.inUse++;
    this.describe(id, time, line, origin);
    return id;
  }

  private describe(id: LineId, time: EpochMs, line: number, origin: Origin): void {
    const { cells } = this;
    const rest = restOf(time, ODD);
    const isUsual = rest !== ODD && line === line >>> 0 && origin < MOST_ORIGINS;
    if (!isUsual) this.odd.set(id, { time, line, origin });
    cells[STRIDE * id + TIME] = time;
    cells[STRIDE * id + LINE] = line;
    cells[STRIDE * id + ORIGIN] = ((isUsual ? rest : ODD) << ORIGIN_BITS) | (isUsual ? origin : 0);
  }

  private isOdd(id: LineId): boolean {
    return (this.cells[STRIDE * id + ORIGIN] as number) >> ORIGIN_BITS === ODD;
  }

  private line(id: LineId): number {
    return this.isOdd(id) ? (this.odd.get(id) as Odd).line : (this.cells[STRIDE * id + LINE] as number) >>> 0;
  }

  private origin(id: LineId): Origin {
    const cell = this.cells[STRIDE * id + ORIGIN] as number;
    return cell >> ORIGIN_BITS === ODD ? (this.odd.get(id) as Odd).origin : cell & (MOST_ORIGINS - 1);
  }

  private address(id: LineId): Address {
    return (this.cells[STRIDE * id + ADDRESS] as number) >>> 0;
  }

  private setAddress(id: LineId, address: Address): void {
    this.cells[STRIDE * id + ADDRESS] = address;
  }

  private grow(): void {
    const lines = grownLength(this.states.length, this.states.length + 1);
    this.cells = new Int32Array(this.bytes.grow(STRIDE * CELL_BYTES * lines));
    this.states = longerUint8s(this.states, lines);
  }
}
