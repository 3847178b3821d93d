import { Body, type BodyLength } from './body.ts';
import type { HeadBuffers } from './head-buffers.ts';
import { beginsRequest, mayBeginRequest } from './http.ts';

/** Longest head of a request that is put together; what servers accept is shorter. */
const LONGEST_HEAD = 16 * 1024;
/** Segments that came before their turn. */
const MOST_WAITING = 16;
const MOST_WAITING_BYTES = 16 * 1024;
/** Bytes of a body: who sends less in a while holds the connection open. */
const TRICKLE = 1024;
const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

/** A segment of a connection. `length`: on the wire; of a packet cut when captured less is there. */
export type Segment<Mark> = {
  /** Of its first byte; 32 bits, of which the sign means nothing. */
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly length: number;
  /** What to remember of its packet; asked only when it is needed. */
  readonly mark: () => Mark;
};

type Waiting<Mark> = {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly mark: Mark;
};

/**
 * What one end of a connection says, put in order: heads of requests, whatever segments they come in. What comes twice
 * counts once, the first copy (that is what most servers take); bodies are passed over. Bounded.
 */
export class RequestStream<Mark> {
  /** It can no longer be told what the bytes mean: to be let go. */
  isLost = false;
  /** The byte that is expected next is known. */
  isBegun = false;
  private expected = 0;
  private head: Uint8Array = NOTHING;
  private headLength = 0;
  private headMark: Mark | null = null;
  private body: Body | null = null;
  private bodyLength = 0;
  /** Of a request whose body is under way. */
  private bodyMark: Mark | null = null;
  private waiting: Waiting<Mark>[] = [];
  private waitingBytes = 0;

  constructor(
    /** A head is whole, or all that there will be of it; returns how long its body is, null when it was no request. */
    private readonly onHead: (bytes: Uint8Array, start: number, end: number, mark: Mark) => BodyLength | null,
    private readonly buffers: HeadBuffers,
  ) {}

  /** Bytes held. */
  get held(): number {
    return this.head.length + this.waitingBytes;
  }

  /** The packet in which the request begins whose head is not yet whole, or of whose body next to nothing came; null when there is none. */
  get unfinished(): Mark | null {
    if (this.headMark !== null) return this.headMark;
    const came = this.bodyLength - (this.body?.missing ?? this.bodyLength);
    return came > 0 && came < TRICKLE ? this.bodyMark : null;
  }

  /** What is under way is a body: the head before it was handed over. */
  get isInBody(): boolean {
    return this.body !== null;
  }

  push(segment: Segment<Mark>): void {
    if (!this.isBegun) {
      if (!this.isBeginning(segment)) {
        this.hold(segment);
        return;
      }
      this.isBegun = true;
      this.expected = segment.sequence;
    }
    if (distance(segment.sequence, this.expected) > 0) this.hold(segment);
    else {
      this.take(segment);
      this.takeWaiting();
    }
  }

  /** Also what is too short to be told, but stands right before what came too early. */
  private isBeginning({ bytes, start, end, sequence, length }: Segment<Mark>): boolean {
    if (beginsRequest(bytes, start, end)) return true;
    const [next] = this.waiting;
    if (next === undefined || !mayBeginRequest(bytes, start, end)) return false;
    const gap = distance(next.sequence, sequence);
    return gap > 0 && gap <= length;
  }

  /** A beginning that is too short to be told: its first byte is the first of the stream. */
  begin(sequence: number): void {
    this.isBegun = true;
    this.expected = sequence;
  }

  /** No more will come: what there is of a head is handed over, and lasts no longer. */
  close(): void {
    this.isLost = true;
    const { headMark } = this;
    if (headMark === null) return;
    this.headMark = null;
    this.onHead(this.head, 0, this.headLength, headMark);
    this.letHead();
  }

  private letHead(): void {
    this.buffers.give(this.head);
    this.head = NOTHING;
  }

  private take({ sequence, bytes, start, end, length, mark }: Segment<Mark>): void {
    const known = -distance(sequence, this.expected);
    if (known >= length) return;
    this.expected = (sequence + length) | 0;
    this.read(bytes, Math.min(start + known, end), end, mark);
    // The rest of the segment was not captured: only a body may be passed over unseen.
    const unseen = length - Math.max(known, end - start);
    if (unseen > 0 && !this.isLost && !this.body?.skipUnseen(unseen)) this.close();
  }

  private takeWaiting(): void {
    for (;;) {
      const next = this.waiting[0];
      if (this.isLost || !next || distance(next.sequence, this.expected) > 0) return;
      this.waiting.shift();
      this.waitingBytes -= next.bytes.length;
      const { sequence, bytes, length, mark } = next;
      this.take({ sequence, bytes, start: 0, end: bytes.length, length, mark: () => mark });
    }
  }

  private hold({ sequence, bytes, start, end, length, mark }: Segment<Mark>): void {
    const place = this.waiting.findIndex((other) => distance(other.sequence, sequence) > 0);
    const at = place === -1 ? this.waiting.length : place;
    if (this.waiting[at - 1]?.sequence === sequence && (this.waiting[at - 1]?.length ?? 0) >= length) return;
    if (this.waiting.length >= MOST_WAITING || this.waitingBytes + end - start > MOST_WAITING_BYTES) {
      // What is missing will hardly come any more.
      this.close();
      return;
    }
    this.waiting.splice(at, 0, { sequence, bytes: bytes.slice(start, end), length, mark: mark() });
    this.waitingBytes += end - start;
  }

  private read(bytes: Uint8Array, start: number, end: number, mark: () => Mark): void {
    let at = start;
    while (at < end && !this.isLost) {
      if (this.body) {
        at = this.body.skip(bytes, at, end);
        if (this.body.isBroken) this.isLost = true;
        else if (this.body.isOver) {
          this.body = null;
          this.bodyMark = null;
        }
      } else at = this.readHead(bytes, at, end, mark);
    }
  }

  private readHead(bytes: Uint8Array, start: number, end: number, mark: () => Mark): number {
    let at = start;
    if (this.headMark === null) {
      // Old clients send a line end after a body.
      while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++;
      if (at === end) return at;
      const stop = headEnd(bytes, at, at, end);
      if (stop !== -1) {
        this.hand(bytes, at, stop, mark());
        return stop;
      }
      this.headMark = mark();
      this.headLength = 0;
    }
    const before = this.headLength;
    const taken = Math.min(end - at, LONGEST_HEAD - before);
    this.append(bytes, at, at + taken);
    const stop = headEnd(this.head, Math.max(0, before - 3), 0, this.headLength);
    if (stop === -1) {
      if (this.headLength === LONGEST_HEAD) this.close();
      return at + taken;
    }
    const { headMark } = this;
    this.headMark = null;
    if (headMark !== null) this.hand(this.head, 0, stop, headMark);
    this.letHead();
    return at + stop - before;
  }

  private hand(bytes: Uint8Array, start: number, end: number, mark: Mark): void {
    const length = this.onHead(bytes, start, end, mark);
    if (length === null) this.isLost = true;
    else this.body = length === 0 ? null : new Body(length);
    this.bodyLength = typeof length === 'number' ? length : 0;
    this.bodyMark = this.bodyLength === 0 ? null : mark;
  }

  private append(bytes: Uint8Array, start: number, end: number): void {
    const wanted = this.headLength + end - start;
    if (wanted > this.head.length) {
      const larger = this.buffers.take(wanted);
      larger.set(this.head.subarray(0, this.headLength));
      this.buffers.give(this.head);
      this.head = larger;
    }
    this.head.set(bytes.subarray(start, end), this.headLength);
    this.headLength = wanted;
  }
}

/** How far a place in the stream lies before (negative) or behind another; the numbers wrap around. */
function distance(sequence: number, other: number): number {
  return (sequence - other) | 0;
}

/** Behind the empty line that ends a head; -1 when it is not there. Nothing before `first` belongs to it. */
function headEnd(bytes: Uint8Array, from: number, first: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== LF) continue;
    const before = at > first && bytes[at - 1] === CR ? at - 2 : at - 1;
    if (before >= first && bytes[before] === LF) return at + 1;
  }
  return -1;
}
