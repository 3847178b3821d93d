import { DAY_MS, type DurationMs, formatDuration, parseDuration, SECOND_MS } from '../model/time.ts';
import { isAddressOrRange } from './address-range.ts';
import { readInto, type Sections, settingOf } from './fail2ban-file.ts';

/** What somebody told fail2ban that holds here as well. */
export type Fail2banSettings = {
  /** Addresses and ranges that no jail bans, without the loopback's. */
  readonly ignored: readonly string[];
  /** How long a ban lasts, as our configuration writes it; null when it is not said. */
  readonly banTime: string | null;
  /** How long one that grew lasts at most; null: as here. */
  readonly longestBan: string | null;
  /** Jails that are switched on. */
  readonly jails: readonly string[];
  /** Logs that they read, `*` and `?` among them; not those that syslog writes, which are found without it. */
  readonly logs: readonly string[];
  /** Who is mailed; null: nobody. */
  readonly mailedTo: string | null;
  /** What cannot be taken over, in words. */
  readonly leftOut: readonly string[];
};

const LOOPBACK = /^(127\.|::1$|::1\/|localhost$)/;
/** Where bans stop growing here when nobody says otherwise. */
const OUR_LONGEST = 7 * DAY_MS;
/** What syslog writes on one distribution or another, and fail2ban's own log, which recidive reads. */
const OF_SYSLOG =
  /^\/var\/log\/(?:auth\.log|secure|messages|syslog|daemon\.log|user\.log|mail\.(?:log|warn|err|info)|maillog|fail2ban\.log)$/;
/** Jails of fail2ban whose logs are read here, too. */
const KNOWN =
  /^(?:ssh|dropbear|recidive|pam-generic|nginx|apache|lighttpd|haproxy|php-url|postfix|dovecot|sieve|exim|sendmail|cyrus|courier|vsftpd|proftpd|pure-ftpd|wuftpd|mysqld|mongodb|asterisk|roundcube|squid|gitlab|grafana|named|webmin|openvpn|vaultwarden|bitwarden|nextcloud|gitea|traefik|guacamole|zoneminder|phpmyadmin|drupal|wordpress|xrdp)/;

/** The settings that the texts of fail2ban's files give, in the order in which it reads them: a later text overrides. */
export function fail2banSettings(texts: readonly string[]): Fail2banSettings {
  const sections: Sections = new Map();
  for (const text of texts) readInto(sections, text);
  const jails = enabledJails(sections);
  // Whom a jail ignores that is switched off, may be banned.
  const values = ['DEFAULT', ...jails].flatMap((section) => {
    return (settingOf(sections, section, 'ignoreip') ?? '').split(/[\s,]+/).filter(Boolean);
  });
  const ignored = [...new Set(values)].filter((value) => !LOOPBACK.test(value));
  const banTime = durationOf(settingOf(sections, 'DEFAULT', 'bantime') ?? '');
  const mailedTo = mailReceiver(sections);
  return {
    ignored: ignored.filter(isAddressOrRange),
    banTime,
    longestBan: longestBan(sections, banTime),
    jails,
    logs: logsOf(sections, jails),
    mailedTo,
    leftOut: [
      ...ignored.filter((value) => !isAddressOrRange(value) && /^[\w.:/%-]+$/.test(value)).map(nameWords),
      ...(isOwnCount(sections, jails) ? [COUNTS] : []),
      ...jails.filter((jail) => hasOwnLength(sections, jail, banTime)).map(lengthWords),
      ...jails.filter((jail) => !KNOWN.test(jail)).map(filterWords),
      ...(hasIgnoreCommand(sections, jails)
        ? ['ignorecommand: programs are not asked whom to leave alone']
        : []),
      ...(mailedTo === null ? [] : [`mail to ${mailedTo}: tell notify.mail which server takes it`]),
    ],
  };
}

const COUNTS =
  'maxretry and findtime: rules have a count and a time of their own (soc-console rules show sshd_bruteforce)';
const nameWords = (name: string): string =>
  `ignoreip ${name}: bans.allowlist takes addresses and ranges only`;
const lengthWords = (jail: string): string =>
  `bantime of ${jail}: all first bans are as long (bans.default_duration)`;
const filterWords = (jail: string): string =>
  `the filter of ${jail}: try soc-console scan on its log; docs/formats.md tells how a log of your own is read`;

function isPlain(value: string): boolean {
  return /^[\w.-]+$/.test(value);
}

function enabledJails(sections: Sections): string[] {
  const isOn = (section: string): boolean =>
    /^(?:true|yes|on|1)$/i.test(
      settingOf(sections, section, 'enabled') ?? settingOf(sections, 'DEFAULT', 'enabled') ?? '',
    );
  return [...sections.keys()].filter(
    (name) => name !== 'DEFAULT' && name !== 'INCLUDES' && isPlain(name) && isOn(name),
  );
}

/** Null where ours is as long already. */
function longestBan(sections: Sections, banTime: string | null): string | null {
  const longest = durationOf(settingOf(sections, 'DEFAULT', 'bantime.maxtime') ?? '');
  const lengthOf = (text: string | null): DurationMs => (text === null ? 0 : (parseDuration(text) ?? 0));
  if (longest !== null && lengthOf(longest) >= lengthOf(banTime))
    return lengthOf(longest) > 0 ? longest : null;
  return lengthOf(banTime) > OUR_LONGEST ? banTime : null;
}

function logsOf(sections: Sections, jails: readonly string[]): string[] {
  const paths = jails
    .filter((jail) => settingOf(sections, jail, 'backend') !== 'systemd')
    .flatMap((jail) => (settingOf(sections, jail, 'logpath') ?? '').split(/\s+/));
  return [...new Set(paths)].filter((path) => path.startsWith('/') && !OF_SYSLOG.test(path));
}

function isOwnCount(sections: Sections, jails: readonly string[]): boolean {
  const differs = (section: string, key: string, usual: RegExp): boolean =>
    !usual.test(settingOf(sections, section, key) ?? '') && sections.get(section)?.has(key) === true;
  return ['DEFAULT', ...jails.filter((jail) => jail !== 'recidive')].some(
    (section) => differs(section, 'maxretry', /^5$/) || differs(section, 'findtime', /^(?:10m|600)$/),
  );
}

/** Who comes back is banned for longer here as well. */
function hasOwnLength(sections: Sections, jail: string, usual: string | null): boolean {
  const written = settingOf(sections, jail, 'bantime');
  return jail !== 'recidive' && written !== null && durationOf(written) !== usual;
}

function hasIgnoreCommand(sections: Sections, jails: readonly string[]): boolean {
  return ['DEFAULT', ...jails].some(
    (section) => (settingOf(sections, section, 'ignorecommand') ?? '') !== '',
  );
}

function mailReceiver(sections: Sections): string | null {
  const actions = [...sections.values()].map((section) => section.get('action') ?? '');
  if (!actions.some((action) => /action_mw|mail/.test(action))) return null;
  const [receiver = ''] = (settingOf(sections, 'DEFAULT', 'destemail') ?? '').split(/[\s,]+/);
  return /^[\w.+-]+@[\w.-]+$/.test(receiver) ? receiver : null;
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

/** Seconds of a unit as fail2ban abbreviates it; months and years as fail2ban counts them. */
function secondsOf(unit: string): number | null {
  if (/^(s|sec|seconds?)?$/i.test(unit)) return 1;
  if (/^(m|min|mins|minutes?)$/i.test(unit)) return 60;
  if (/^(h|hour|hours)$/i.test(unit)) return 3600;
  if (/^(d|day|days)$/i.test(unit)) return 86_400;
  if (/^(w|week|weeks)$/i.test(unit)) return 604_800;
  if (/^(mo|month|months)$/i.test(unit)) return 2_629_800;
  return /^(y|year|years)$/i.test(unit) ? 31_557_600 : null;
}
