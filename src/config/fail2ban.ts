import { parseRange } from '../model/addresses/ip-range.ts';
import { formatDuration, SECOND_MS } from '../model/time.ts';

/** What somebody told fail2ban that holds here as well. */
type Fail2banSettings = {
  /** Addresses and ranges that no jail bans, without the loopback's. */
  readonly ignored: readonly string[];
  /** Host names among them: an allowlist has addresses only. */
  readonly names: readonly string[];
  /** How long a ban lasts, as our configuration writes it; null when it is not said. */
  readonly banTime: string | null;
};

type Sections = Map<string, Map<string, string>>;

/** Values that name each other can grow without end. */
const LONGEST = 10_000;
const LOOPBACK = /^(127\.|::1$|::1\/|localhost$)/;

/** Of the texts of jail.conf, jail.d/*.conf, jail.local, jail.d/*.local, in this order: the later says it last. */
export function fail2banSettings(texts: readonly string[]): Fail2banSettings {
  const sections: Sections = new Map();
  for (const text of texts) readInto(sections, text);
  const values = [...sections.keys()].flatMap((section) => {
    return (settingOf(sections, section, 'ignoreip') ?? '').split(/[\s,]+/).filter(Boolean);
  });
  const ignored = [...new Set(values)].filter((value) => !LOOPBACK.test(value));
  const banTime = settingOf(sections, 'DEFAULT', 'bantime');
  return {
    ignored: ignored.filter((value) => parseRange(value) !== null),
    names: ignored.filter((value) => parseRange(value) === null && /^[\w.-]+$/.test(value)),
    banTime: banTime === null ? null : durationOf(banTime),
  };
}

/** `[section]`, `key = value`, more of the value in lines that begin with a blank. */
function readInto(sections: Sections, text: string): void {
  let section = new Map<string, string>();
  let key: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const value = line.replace(/\s;.*$/, '').trim();
    const name = /^\[([^\]]+)\]/.exec(line)?.[1];
    const at = line.search(/[=:]/);
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      key = null;
    } else if (/^\s/.test(line)) {
      if (key !== null) section.set(key, `${section.get(key)} ${value}`.trim());
    } else if (at > 0) {
      key = line.slice(0, at).trim().toLowerCase();
      section.set(key, value.slice(at + 1).trim());
    }
  }
}

/** `%(name)s` stands for another value of the section, or of DEFAULT; fail2ban allows ten of them in each other. */
function settingOf(sections: Sections, section: string, key: string): string | null {
  const lookUp = (name: string): string | undefined =>
    sections.get(section)?.get(name) ?? sections.get('DEFAULT')?.get(name);
  let value = sections.get(section)?.get(key) ?? null;
  for (let depth = 0; value?.includes('%(') && depth < 10 && value.length < LONGEST; depth++)
    value = value.replace(/%\((\w+)\)s/g, (_, name: string) => lookUp(name.toLowerCase()) ?? '');
  return value;
}

/** Seconds, `10m`, `1w`, `1d 12h`; below zero: for ever. Null when it is none of these. */
function durationOf(text: string): string | null {
  if (/^-\d+$/.test(text)) return 'forever';
  let seconds = 0;
  for (const part of text.match(/\d+\s*[a-z]*/gi) ?? []) {
    const [, number = '', unit = ''] = /^(\d+)\s*([a-z]*)$/i.exec(part) ?? [];
    const each = secondsOf(unit);
    if (each === null) return null;
    seconds += Number(number) * each;
  }
  if (seconds === 0 || !/^[\da-z\s]+$/i.test(text)) return null;
  return formatDuration(seconds * SECOND_MS);
}

/** As fail2ban abbreviates; months and years as it counts them. */
function secondsOf(unit: string): number | null {
  if (/^(s|sec|seconds?)?$/i.test(unit)) return 1;
  if (/^(m|min|mins|minutes?)$/i.test(unit)) return 60;
  if (/^(h|hour|hours)$/i.test(unit)) return 3600;
  if (/^(d|day|days)$/i.test(unit)) return 86_400;
  if (/^(w|week|weeks)$/i.test(unit)) return 604_800;
  if (/^(mo|month|months)$/i.test(unit)) return 2_629_800;
  return /^(y|year|years)$/i.test(unit) ? 31_557_600 : null;
}
