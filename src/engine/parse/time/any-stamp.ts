import type { EpochMs } from '../../../model/time.ts';
import { offsetOf } from './other-stamp.ts';
import { epochNumber, type StampReader } from './timestamp.ts';

const SLASH = 47;

/** A stamp that is all of `text`, in any of the forms that logs have; null when it is none. */
export function readAnyStamp(stamps: StampReader, text: string): EpochMs | null {
  if (text.length > 64) return null;
  if (/^\d{9,20}(?:\.\d{1,9})?$/.test(text)) return epochNumber(Number(text));
  // As PowerShell 5 writes JSON.
  const ticks = /^\/Date\((\d{9,16})\)\/$/.exec(text)?.[1];
  if (ticks !== undefined) return epochNumber(Number(ticks));
  const numbered = withOffset(text).replace(C_TIME, '$1 $3 $2').replace(MONTH_FIRST, '$1 $2 $3 ');
  const time = readForm(stamps, numbered);
  return stamps.end === numbered.length ? time : null;
}

function readForm(stamps: StampReader, text: string): EpochMs | null {
  const american = AMERICAN.exec(text);
  if (american !== null) return readAmerican(stamps, american);
  if (text.charCodeAt(2) === SLASH) return stamps.readClf(text, 0);
  // `2026/11/20 08:00:00`, as nginx and Go write it.
  if (text.charCodeAt(4) === SLASH)
    return stamps.readRfc3339(text.replace(/^(\d{4})\/(\d\d)\//, '$1-$2-'), 0);
  // `20-Nov-2026 08:00:00`, as PHP and BIND do.
  if (PHP.test(text)) return stamps.readClf(text.replace(PHP, '$1/$2/$3 '), 0);
  return stamps.readSyslog(text, 0);
}

/** `11/20/2026, 8:00:00 PM`, as JavaScript and Windows write it in America; PHP puts its zone behind. */
const AMERICAN = /^(\d\d?)\/(\d\d?)\/(\d{4}),? (\d\d?):(\d\d:\d\d)(?: ([AP])M)?([+-]\d\d:\d\d)?$/;

function readAmerican(stamps: StampReader, stamp: RegExpExecArray): EpochMs | null {
  const [whole, month = '', day = '', year, hour = '', rest, half, offset = ''] = stamp;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  const [mm, dd, hh] = [month, day, String(hours)].map((part) => part.padStart(2, '0'));
  const time = stamps.readRfc3339(`${year}-${mm}-${dd} ${hh}:${rest}${offset}`, 0);
  // The caller asks whether all of it was read.
  stamps.end = whole.length;
  return time;
}

const PHP = /^(\d\d)-([A-Z][a-z]{2})-(\d{4}) /;
/** `Fri Nov 20 08:00:00 2026`, as C writes it. */
const C_TIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;
/** `October 14, 2026 08:00:00`, as Nextcloud's manual has it, and Kibana's `Nov 20, 2026 @ 08:00:00.000`. */
const MONTH_FIRST = /^([A-Z][a-z]{2})[a-z]{0,6} (\d\d?), (\d{4}) (?:@ )?(?=\d\d:)/;
const NAMED_ZONE = / (Z|[A-Z]{3,5})$/;

/** The name of a zone as the offset that it stands for; that of several zones is left out, so that the configured one holds. */
function withOffset(text: string): string {
  const name = NAMED_ZONE.exec(text)?.[1];
  const offset = name === undefined ? null : offsetOf(name);
  return offset === null ? text : text.replace(NAMED_ZONE, offset);
}
