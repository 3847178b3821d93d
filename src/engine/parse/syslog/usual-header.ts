import type { EpochMs } from '../../../model/time.ts';
import { type OpenBlock, Words } from '../open-block.ts';
import { UsualMinute } from '../time/usual-minute.ts';

const SPACE = 32;
const ZERO = 48;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

const MOST_DIGITS = 9;
/** A host and a process name that are longer are not usual. */
const LONGEST = 512;

/**
 * Reads a header that differs from one read before only in seconds, fraction and process number, as nearly all do:
 * `Nov 21 00:51:` is the same for a minute, and ` host sshd[` for ever.
 */
export class UsualHeader {
  time: EpochMs = 0;
  pid = 0;
  host: string | null = null;
  process: string | null = null;
  private readonly minute = new UsualMinute();
  /** From behind the stamp's fraction to the `[` of the process number. */
  private rest: Words | null = null;

  forget(): void {
    this.minute.forget();
  }

  /** `header`: from the beginning of a line to the `[` of its process number, and what it was read as. */
  learn(header: string, time: EpochMs, host: string | null, process: string | null): void {
    this.forget();
    const clock = CLOCK.exec(header);
    if (clock === null) return;
    const [minute = '', seconds = '', fraction = ''] = clock.slice(1);
    const rest = header.slice(clock[0].length);
    if (rest.length < 4 || rest.length > LONGEST) return;
    if (!this.minute.learn(minute, seconds, fraction, time)) return;
    this.rest = new Words(rest);
    this.host = host;
    this.process = process;
  }

  /** The place of the message in the line from `start` to `end`; -1 when its header is another. */
  read(block: OpenBlock, start: number, end: number): number {
    const { minute, rest } = this;
    const at = minute.read(block, start);
    if (at === -1 || rest === null || !rest.standAt(block.view, at)) return -1;
    this.time = minute.time;
    return this.readPid(block.bytes, at + rest.length, end);
  }

  /** `PID]: ` with a number that would be written the same way here. */
  private readPid(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let pid = 0;
    for (let digit = digitAt(bytes, at); digit !== -1; digit = digitAt(bytes, at)) {
      pid = 10 * pid + digit;
      at++;
    }
    const digits = at - start;
    if (digits === 0 || digits > MOST_DIGITS || bytes[start] === ZERO) return -1;
    if (bytes[at] !== CLOSE_BRACKET || bytes[at + 1] !== COLON || bytes[at + 2] !== SPACE) return -1;
    this.pid = pid;
    at += 3;
    // Solaris puts an id in brackets before the message.
    return at < end && bytes[at] !== OPEN_BRACKET ? at : -1;
  }
}

/** Up to the seconds of the first clock, the seconds, the fraction. */
const CLOCK = /^([^:]{1,40}:\d\d:)(\d\d)([.,]\d{1,9})?(?!\d)/;

function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] as number) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}
