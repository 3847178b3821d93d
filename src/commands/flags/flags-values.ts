import { extname } from 'node:path';
import { canonicalTimeZone, nearestTimeZone } from '../../config/timezone.ts';
import type { Logsource } from '../../model/log-event.ts';
import { nearest } from '../../model/nearest.ts';
import { DAY_MS, type EpochMs, parseDuration, toRfc3339 } from '../../model/time.ts';
import type { FlagValue } from './specs.ts';

export type TypedValue = string | number | Logsource;

/** A value as the command sees it, or what is wrong with it and what to write instead (null: `--help` says it). */
type ReadValue =
  | { readonly ok: true; readonly value: TypedValue }
  | { readonly ok: false; readonly message: string; readonly hint: string | null };

export function readValue(text: string, expected: FlagValue, now: EpochMs): ReadValue {
  switch (expected.kind) {
    case 'none':
    case 'path':
    case 'text':
      return right(text);
    case 'integer':
      return readInteger(text, expected);
    case 'choice':
      if (expected.choices.includes(text)) return right(text);
      if (PRINTED.includes(text.toLowerCase()) && expected.choices.includes('html'))
        return wrong(oneOf(expected.choices), 'Write html, and print that page from a browser.');
      return wrong(oneOf(expected.choices), suggestion(meantBy(text, expected.choices)));
    case 'time':
      return readTime(text, now);
    case 'timezone': {
      const zone = canonicalTimeZone(text);
      if (zone !== null) return right(zone);
      const near = suggestion(nearestTimeZone(text));
      return wrong(
        'no such time zone',
        near ?? 'Write UTC, a name such as Europe/Paris or an offset such as +02:00.',
      );
    }
    case 'logsource':
      return readLogsource(text);
  }
}

function right(value: TypedValue): ReadValue {
  return { ok: true, value };
}

function wrong(message: string, hint: string | null): ReadValue {
  return { ok: false, message, hint };
}

function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `not ${choices[0]}, the only one` : `not one of ${choices.join(', ')}`;
}

/** Formats of reports that people ask for, and a browser prints. */
export const PRINTED: readonly string[] = ['pdf', 'docx', 'doc', 'odt', 'rtf'];

/** Names under which people know what we call otherwise. */
const KNOWN_AS: Readonly<Record<string, string>> = {
  ...{
    nginx: 'access',
    apache: 'access',
    apache2: 'access',
    combined: 'access',
    clf: 'access',
    caddy: 'access-json',
  },
  ...{
    auth: 'syslog',
    ssh: 'syslog',
    sshd: 'syslog',
    secure: 'syslog',
    messages: 'syslog',
    journal: 'journald',
  },
  ...{
    htm: 'html',
    markdown: 'md',
    txt: 'text',
    jsonl: 'ndjson',
    warning: 'medium',
    severe: 'high',
    french: 'fr',
    english: 'en',
  },
};

/** The format that the end of a file's name asks for, of those that a command writes: `report.html`. */
export function formatOfFile(file: string, expected: FlagValue): string | null {
  const ending = extname(file).slice(1).toLowerCase();
  if (expected.kind !== 'choice' || ending === '') return null;
  const format = expected.choices.includes(ending) ? ending : KNOWN_AS[ending];
  return format !== undefined && expected.choices.includes(format) ? format : null;
}

function meantBy(text: string, choices: readonly string[]): string | null {
  const known = Object.hasOwn(KNOWN_AS, text.toLowerCase()) ? KNOWN_AS[text.toLowerCase()] : undefined;
  return known !== undefined && choices.includes(known) ? known : nearest(text, choices);
}

function suggestion(near: string | null): string | null {
  return near === null ? null : `Did you mean ${near}?`;
}

function readInteger(text: string, { min, max }: { readonly min: number; readonly max: number }): ReadValue {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) return wrong(`not a whole number from ${min} to ${max}`, null);
  return right(number);
}

const TIME_HINT = 'Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.';

/** RFC 3339 section 5.6; the zone is required, because two readers of one command must mean the same time. */
const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

function readTime(text: string, now: EpochMs): ReadValue {
  const ago = parseDuration(text);
  if (ago !== null) {
    return now - ago >= 0 ? right(now - ago) : wrong('reaches back to before 1970', TIME_HINT);
  }
  const meant = withoutZone(text, now);
  if (meant !== null)
    return wrong(meant.what, `Write ${meant.time}Z, or the zone that is meant: ${meant.time}+02:00.`);
  const [, date = '', time = '', fraction = '', zone = ''] = RFC_3339.exec(text) ?? [];
  const wall = Date.parse(`${date}T${time}Z`);
  // Date.parse takes 30 February for 2 March, and 24:00:00 for the next day.
  const isReal = !Number.isNaN(wall) && toRfc3339(wall).startsWith(`${date}T${time}`);
  const moment = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (!isReal || Number.isNaN(moment)) return wrong('not a time', TIME_HINT);
  return right(moment + Math.floor(Number(`0${fraction}`) * 1000));
}

const DAY_OR_CLOCK = /^(?=.)(\d{4}-\d\d-\d\d)?(?:(?:^|[Tt ])(\d\d?):(\d\d)(?::(\d\d))?)?$/;

/** What people write who think of their own clock: journalctl's words, days, times of a day. */
function withoutZone(text: string, now: EpochMs): { readonly what: string; readonly time: string } | null {
  const dayAt = (time: EpochMs): string => toRfc3339(time).slice(0, 10);
  const word = text.toLowerCase();
  if (word === 'today' || word === 'yesterday') {
    const day = dayAt(word === 'today' ? now : now - DAY_MS);
    return { what: 'not a time', time: `${day}T00:00:00` };
  }
  const match = DAY_OR_CLOCK.exec(text);
  if (match === null) return null;
  const [, date = dayAt(now), hours, minutes = '00', seconds = '00'] = match;
  const time = `${date}T${(hours ?? '0').padStart(2, '0')}:${minutes}:${seconds}`;
  const wall = Date.parse(`${time}Z`);
  if (Number.isNaN(wall) || !toRfc3339(wall).startsWith(time)) return null;
  return { what: hours === undefined ? 'a day, not a time' : 'a time without its zone', time };
}

const LOGSOURCE_HINT = 'Write product/service, such as linux/sshd, or category=webserver,product=nginx.';
const LOGSOURCE_KEYS = ['category', 'product', 'service'];

function readLogsource(text: string): ReadValue {
  const parts = text.includes('=')
    ? text.split(',').map((part) => part.split('='))
    : text.split('/').map((value, index) => [['product', 'service'][index] ?? '', value]);
  const logsource: Record<string, string> = {};
  for (const [key = '', value = '', ...more] of parts) {
    const isGood = LOGSOURCE_KEYS.includes(key) && /^[\w.-]+$/.test(value) && more.length === 0;
    if (!isGood || key in logsource) return wrong('not a log source', LOGSOURCE_HINT);
    logsource[key] = value.toLowerCase();
  }
  if (!text.includes('=') && parts.length !== 2) return wrong('not a log source', LOGSOURCE_HINT);
  return right(logsource);
}
