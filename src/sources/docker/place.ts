import type { Cursor } from '../../model/log-record.ts';
import type { StampedLine } from './log-stream.ts';

/** Stamps that are remembered: so far apart may lines of both outputs stand in the wrong order. */
const REMEMBERED = 1024;

type SavedPlace = {
  readonly container: string;
  /** The daemon is asked for what is stamped later than this; empty: for everything. */
  readonly after: string;
  /** Of that, this many were read… */
  readonly read: number;
  /** …none of them stamped later than this. */
  readonly last: string;
  /** Number of the next line. */
  readonly line: number;
  /** Lines that had no end when the container stopped. */
  readonly cut?: readonly CutLine[];
};

/** `length`: of its text when it was read. */
type CutLine = { readonly stamp: string; readonly output: number; readonly length: number };

type Read = { readonly stamp: string; readonly output: number };

/** A stamp in whole microseconds: this clock's steps are so long that several lines may have the same stamp. */
const COARSE = /000Z$/;

/**
 * Where reading a container's log goes on. The daemon can be asked by time only, and stamps may be equal or (of the two
 * outputs) in the wrong order. So it is asked for all after a moment before the last lines, and as many of those
 * are passed over as were read.
 */
export class LogPlace {
  line = 1;
  private recent: Read[] = [];
  private after = '';
  private last = '';
  /** Stamp of the last line of each output (standard output, standard error). */
  private readonly newest = new Map<number, string>();
  private toSkip = 0;
  private skipUpTo = '';
  /** Not one of the lines read last has come again, and the daemon is asked for what it must have. */
  private isCut = false;
  private cutLines: readonly CutLine[] = [];

  constructor(readonly container: string) {}

  /** A cursor of another container (made anew under the same name) gives its line number only. */
  static from(container: string, cursor: Cursor | undefined): LogPlace {
    const place = new LogPlace(container);
    const saved = readSaved(cursor);
    if (saved === null) return place;
    place.line = saved.line;
    if (saved.container !== container) return place;
    place.skip(saved);
    place.cutLines = saved.cut ?? [];
    return place;
  }

  /** What the daemon is asked for, as seconds with nanoseconds; null: from the beginning. */
  get since(): string | null {
    if (this.after === '') return null;
    const seconds = Math.floor(Date.parse(`${this.after.slice(0, 19)}Z`) / 1000);
    const nanoseconds = Number(this.after.slice(20, 29)) + 1;
    return nanoseconds === 1e9
      ? `${seconds + 1}.000000000`
      : `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
  }

  /** The daemon is asked again: what was read comes once more. */
  again(): void {
    this.skip(this.save());
  }

  /**
   * The daemon is asked for its last lines, and they begin with this one: false when it is not one of those read last (or is one
   * of several), so that it is not known what stands before it.
   */
  resume(stamp: string, output: number): boolean {
    const found = this.recent.flatMap((read, index) =>
      read.stamp === stamp && read.output === output ? [index] : [],
    );
    const [at] = found;
    if (at === undefined || found.length > 1) return false;
    // One that was read without its end has not come again as long as it has none.
    const cut = this.cutLines.filter((one) => !this.recent.some((read) => isSame(read, one)));
    this.toSkip = this.recent.length - at + cut.length;
    this.skipUpTo = this.last;
    this.recent.length = at;
    this.newest.clear();
    return true;
  }

  /** Whether a line with this stamp is among those that were read last. */
  hasRead(stamp: string, output: number): boolean {
    if (stamp === '' || stamp === this.last) return true;
    return this.recent.some((read) => read.stamp === stamp && read.output === output);
  }

  /** Whether a line with this stamp is one that has not been read. `output`: which of the two it came from. */
  isNew(stamp: string, output: number): boolean {
    if (this.isRepeated(stamp, output)) return false;
    this.remember(stamp, output);
    if (this.toSkip > 0 && stamp <= this.skipUpTo) {
      this.toSkip--;
      this.isCut = false;
      return false;
    }
    this.line++;
    return true;
  }

  /** The line, or what was written behind one without an end, unless that was read. */
  unread(line: StampedLine): StampedLine[] {
    const { stamp, output, text } = line;
    if (this.isNew(stamp, output)) return [line];
    const cut = this.cutLines.find((one) => isSame(one, line));
    if (cut === undefined || text.length <= cut.length) return [];
    this.cutLines = this.cutLines.filter((one) => one !== cut);
    this.line++;
    return [{ ...line, text: text.slice(cut.length).replace(STAMP_WITHIN, '') }];
  }

  /**
   * The same of a line without an end, whose container has stopped. When that runs again, Docker writes its first line behind
   * this one, and both are one line.
   */
  unreadOfCut(line: StampedLine): StampedLine[] {
    const fresh = this.unread(line);
    const { stamp, output, text } = line;
    const others = this.cutLines.filter((one) => one.output !== output);
    this.cutLines = [...others, { stamp, output, length: text.length }];
    return fresh;
  }

  /** Whether the daemon has let go of what was read last, and so perhaps of more: told once, with the first line that is new. */
  takeCut(): boolean {
    const { isCut } = this;
    this.isCut = false;
    return isCut;
  }

  save(): SavedPlace {
    const { container, after, last, line } = this;
    const read = this.recent.filter(({ stamp }) => stamp > after).length + this.toSkip;
    return { container, after, read, last, line, ...(this.cutLines.length > 0 && { cut: this.cutLines }) };
  }

  private skip({ after, read, last }: SavedPlace): void {
    this.after = after;
    this.last = last;
    this.recent = [];
    this.newest.clear();
    this.toSkip = read;
    this.skipUpTo = last;
    this.isCut = read > 0;
  }

  /**
   * A daemon that follows a log sends the last lines of a file once more when it is rotated (seen with 20.10, in
   * `docker logs -f` too). Else the stamps of one output go back only when the clock does, and then to other ones.
   */
  private isRepeated(stamp: string, output: number): boolean {
    const newest = this.newest.get(output) ?? '';
    if (stamp === '' || stamp > newest || (stamp === newest && COARSE.test(stamp))) return false;
    return this.recent.some((read) => read.stamp === stamp && read.output === output);
  }

  private remember(stamp: string, output: number): void {
    if (stamp > this.last) this.last = stamp;
    this.newest.set(output, stamp);
    this.recent.push({ stamp, output });
    if (this.recent.length < 2 * REMEMBERED) return;
    for (const old of this.recent.splice(0, REMEMBERED)) if (old.stamp > this.after) this.after = old.stamp;
  }
}

/** Where a container has a terminal, each piece of a line carries its stamp within the text. */
const STAMP_WITHIN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

function isSame(one: Read, other: Read): boolean {
  return one.stamp === other.stamp && one.output === other.output;
}

function readSaved(cursor: Cursor | undefined): SavedPlace | null {
  try {
    const saved = JSON.parse(cursor ?? '{}') as Partial<SavedPlace>;
    const { container, after, read, last, line, cut } = saved;
    const stamps = [after, last].every((stamp) => stamp === '' || (stamp !== undefined && STAMP.test(stamp)));
    if (typeof container !== 'string' || !stamps) return null;
    if (!Number.isSafeInteger(read) || !Number.isSafeInteger(line)) return null;
    return { container, after, read, last, line, ...(Array.isArray(cut) && { cut }) } as SavedPlace;
  } catch {
    return null;
  }
}
