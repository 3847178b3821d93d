import { layout } from '../../pattern.ts';

/** What a line of `last` or `lastb` holds, as far as these tell it. */
type LastLine = {
  readonly user: string;
  readonly tty: string;
  /** Empty: at a console, or cut off. */
  readonly peer: string;
  /** In the form of syslog's stamps or RFC 3339. */
  readonly stamp: string;
  /** The session lasted longer than an instant, which no failed login in the output of `lastb` does. */
  readonly lasted: boolean;
};

const SHORT = '[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d';
const FULL = `${SHORT}:\\d\\d \\d{4}`;
const ISO = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:Z|[+-]\\d\\d:?\\d\\d)';
const END = '(?<end>-|still|gone)';

/**
 * As `last`, `last -i`, `-w`, `-F`, `--time-format iso` and, with the peer at the end, `-a` print it. The name, which a client chose,
 * stands first; the line is read from its end, and so no name can hold another's address.
 */
const LINE = new RegExp(
  layout`
    ^(?<user>.{0,32}?) {1,40}(?<tty>[\w:/.-]{1,32}|system \w{4,8}) {1,32}(?:(?<peer>\S{1,255}) {1,240})?
    (?<stamp>${FULL}|${SHORT}|${ISO}) {1,4}${END}(?: {1,3}[\w:+-]{1,32}){0,6} {0,4}(?:\((?<length>\d[\d:+]{3,10})\))?
    (?: {1,8}(?<last>[\w.:%-]{1,255}))? {0,16}$`,
);
const LONGEST_LINE = 512;

/** Width of the column of the peer, at which `last` cuts it, unless it is told not to (`-w`, `-i` of an IPv4). */
const COLUMN = 16;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

const MONTH_DAY = /^[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d)( \d\d:\d\d)(:\d\d)?(?: (\d{4}))?$/;

/** What the line holds; null when it is no line of `last`. */
export function readLastLine(line: string): LastLine | null {
  if (line.length > LONGEST_LINE) return null;
  const {
    user = '',
    tty = '',
    peer = '',
    stamp = '',
    last = '',
    end,
    length,
  } = LINE.exec(line)?.groups ?? {};
  if (stamp === '') return null;
  const lasted = end !== '-' || (length !== undefined && length !== '00:00');
  return { user: user.trim(), tty, peer: last === '' ? uncut(peer) : last, stamp: usualStamp(stamp), lasted };
}

/** A peer that fills the column may be the beginning of a longer address, and then names nobody. */
function uncut(peer: string): string {
  return peer.length === COLUMN && !IPV4.test(peer) ? '' : peer;
}

function usualStamp(stamp: string): string {
  return stamp.replace(
    MONTH_DAY,
    (_, day: string, clock: string, seconds: string | undefined, year: string | undefined) =>
      `${day}${year === undefined ? '' : ` ${year}`}${clock}${seconds ?? ':00'}`,
  );
}
