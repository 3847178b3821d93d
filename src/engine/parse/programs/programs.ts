import type { EventCategory, Logsource } from '../../../model/log-event.ts';
import { LOGIN_SERVICES } from '../logins/login-services.ts';
import { IDS_ALERTS } from '../sensors/ids-alerts.ts';
import { ACCOUNT_FORMS } from './account-forms.ts';
import {
  CHECK_POINT_FORMS,
  MIKROTIK_CHAINS,
  MIKROTIK_PACKETS,
  RT_FLOW_FORMS,
  UTM_FORMS,
} from './appliances/appliance-packets.ts';
import {
  DOAS_FORMS,
  MIKROTIK_FORMS,
  MIKROTIK_TAG,
  MIKROTIK_TAGGED_FORMS,
  NEXTCLOUD_FORMS,
  QNAP_FORMS,
  SENDMAIL_FORMS,
  SYNOLOGY_FORMS,
  SYNOLOGY_PAGES,
  SYNOLOGY_PAGES_FORMS,
  WORDPRESS_FORMS,
} from './appliances/device-forms.ts';
import { FIREWALL_FORMS } from './appliances/firewall-forms.ts';
import { isOfNetscreen, NETSCREEN_FORMS } from './appliances/netscreen-forms.ts';
import { PF_FORMS } from './appliances/pf-forms.ts';
import { ROUNDCUBE_FORMS } from './application-forms.ts';
import { ASTERISK_FORMS } from './asterisk-forms.ts';
import { CRON_FORMS } from './cron-forms.ts';
import { KERBEROS_FORMS, SAMBA_FORMS } from './directories/directory-forms.ts';
import { BIND_FORMS, DNSMASQ_FORMS, UNBOUND_FORMS } from './dns-forms.ts';
import { DROPBEAR_FORMS } from './dropbear-forms.ts';
import { PROFTPD_FORMS, PURE_FTPD_FORMS } from './ftp-forms.ts';
import { DOVECOT_FORMS, POSTFIX_FORMS, VSFTPD_FORMS } from './ftp-mail-forms.ts';
import { IDS_FORMS } from './ids-forms.ts';
import { formatsOf } from './line-programs.ts';
import { DOVECOT_AUTH_FORMS } from './mail/dovecot-auth-forms.ts';
import { EXIM_SYSLOG_FORMS } from './mail/exim-forms.ts';
import { COURIER_SMTP_FORMS, SENDMAIL_LIMIT_FORMS } from './mail/mail-forms.ts';
import { OPENVPN_FORMS } from './openvpn.ts';
import {
  COURIER_FORMS,
  CYRUS_FORMS,
  LOGIN_FORMS,
  MYSQL_FORMS,
  PHPMYADMIN_FORMS,
  PROXMOX_FORMS,
  WEBMIN_FORMS,
  XRDP_FORMS,
} from './other-login-forms.ts';
import { POSTGRESQL_LOGINS } from './postgresql-logins.ts';
import type { ProgramForm, ProgramMessage } from './program-message.ts';
import { LOGIND_FORMS, PAM_FORMS, PKEXEC_FORMS, SU_FORMS } from './session-forms.ts';
import { SUDO_FORMS } from './sudo-forms.ts';
import { APACHE_FORMS } from './web-server-forms.ts';

/** A program that is not sshd: what its log is to Sigma, and the messages that are understood. */
export type Program = {
  readonly logsource: Logsource;
  readonly category: EventCategory;
  readonly forms: readonly ProgramForm[];
  /** Messages that may tell again of a login which another told. */
  readonly again?: RegExp | null;
  /** It writes refused logins twice. */
  readonly isTwice?: boolean;
  /** Of a firewall that tells of logins as well: what those are. */
  readonly logins?: Program;
};

function system(service: string, forms: readonly ProgramForm[] = []): Program {
  return { logsource: Object.freeze({ product: 'linux', service }), category: 'system', forms };
}

function logins(service: string, forms: readonly ProgramForm[]): Program {
  const logsource = Object.freeze({ category: 'authentication', product: 'linux', service });
  return { logsource, category: 'authentication', forms };
}

/** All that has no name in Sigma. */
export const OTHER = system('syslog');
const CRON = system('cron', CRON_FORMS);
const CLAMAV = system('clamav');
const ACCOUNTS = system('syslog', ACCOUNT_FORMS);
const POSTFIX = logins('postfix', POSTFIX_FORMS);
const KERNEL: Program = {
  logsource: Object.freeze({ category: 'firewall', product: 'linux', service: 'syslog' }),
  category: 'network',
  forms: FIREWALL_FORMS,
};

const DOVECOT = logins('dovecot', [...DOVECOT_FORMS, ...DOVECOT_AUTH_FORMS]);
/** Since 2.4 no tag, in its own file: it names whom it is about. */
const DOVECOT_WORKER = /^auth(?:-worker)?\(/;
/** In dovecot's own log file its parts speak for themselves. */
const DOVECOT_LOGINS = ['imap-login', 'pop3-login', 'submission-login', 'managesieve-login'];

const DOVECOT_AUTH = ['auth', 'auth-worker'];

function dovecotOwnForms(part: string, forms: readonly ProgramForm[]): readonly ProgramForm[] {
  return forms.map(({ name, read }) => ({ name, read: (text) => read(`${part}: ${text}`) }));
}

/** Sigma's rules for queries, whoever answers them. */
function dns(service: string, forms: readonly ProgramForm[]): Program {
  const logsource = Object.freeze({ category: 'dns', product: 'linux', service });
  return { logsource, category: 'system', forms };
}

const BIND = dns('named', BIND_FORMS);
/** What it says of logins takes several messages: see `SlapdConnections`. */
export const SLAPD = logins('slapd', []);
/** Nor do PostgreSQL's, in syslog: see `PostgresqlConnections`. */
export const POSTGRESQL: Program = { logsource: POSTGRESQL_LOGINS, category: 'authentication', forms: [] };
/** F5's Access Policy Manager: see `ApmSessions`. */
export const APM = logins('big-ip', []);

/** Syslog is its main log and its reject log: unless told otherwise (`syslog_duplication`) it gets what stands in both twice. */
const EXIM: Program = { ...logins('exim', EXIM_SYSLOG_FORMS), isTwice: true };

const OPENVPN = logins('openvpn', OPENVPN_FORMS);
/** Debian names it after its configuration, OPNsense by a number. */
const OPENVPN_NAME = /^(?:openvpn|ovpn-[\w.-]{1,64}|openvpn_server\d{1,4})$/;

const IDS: Program = { logsource: IDS_ALERTS, category: 'network', forms: IDS_FORMS };

const FILTERLOG: Program = {
  logsource: Object.freeze({ category: 'firewall', product: 'pfsense', service: 'filterlog' }),
  category: 'network',
  forms: PF_FORMS,
};

function firewall(product: string, service: string, forms: readonly ProgramForm[]): Program {
  const logsource = Object.freeze({ category: 'firewall', product, service });
  return { logsource, category: 'network', forms };
}

const CHECK_POINT: Program = {
  ...firewall('checkpoint', 'fw1', CHECK_POINT_FORMS),
  logins: logins('checkpoint', []),
};

/** One for each of its threads. */
const F5_TRAFFIC = ['tmm', ...Array.from({ length: 64 }, (_, number) => `tmm${number}`)];

const NETSCREEN: Program = {
  ...firewall('juniper', 'netscreen', NETSCREEN_FORMS),
  logins: logins('netscreen', []),
};

/** Of its parts, as they are called in `cyrus.conf`; before 3.0 without `cyrus/`. */
const CYRUS_NAMES = [
  ...['cyrus', 'imap', 'imaps', 'pop3', 'pop3s', 'timsieved', 'sieve'],
  ...['imap', 'imaps', 'pop3', 'pop3s', 'sieve', 'timsieved', 'http', 'https', 'nntp'].map(
    (part) => `cyrus/${part}`,
  ),
];

const COURIER_NAMES = [
  ...['imapd-ssl', 'pop3d-ssl', 'courier-imapd', 'courier-imaps', 'courier-pop3d', 'courier-pop3s'],
  ...['courierimapd', 'courierpop3d', 'courierimaplogin', 'courierpop3login', 'imaplogin', 'pop3login'],
];

const OTHER_LOGINS: readonly (readonly [
  service: string,
  names: readonly string[],
  forms: readonly ProgramForm[],
])[] = [
  ['courier', COURIER_NAMES, COURIER_FORMS],
  ['courier', ['courieresmtpd', 'esmtpd'], COURIER_SMTP_FORMS],
  // Cyrus calls itself so, too.
  ['courier', ['imapd', 'pop3d'], [...COURIER_FORMS, ...CYRUS_FORMS]],
  ['cyrus', CYRUS_NAMES, CYRUS_FORMS],
  [
    'proxmox',
    ['pvedaemon', 'pveproxy', 'proxmox-backup-proxy', 'proxmox-backup-api', 'pmgdaemon'],
    PROXMOX_FORMS,
  ],
  ['webmin', ['webmin', 'usermin'], WEBMIN_FORMS],
  ['phpmyadmin', ['phpmyadmin', 'phpMyAdmin'], PHPMYADMIN_FORMS],
  ['mysql', ['mysqld', 'mysql', 'mariadbd', 'mariadb'], MYSQL_FORMS],
  ['xrdp', ['xrdp-sesman'], XRDP_FORMS],
  ['login', ['login'], LOGIN_FORMS],
  ['asterisk', ['asterisk'], ASTERISK_FORMS],
  ['wordpress', ['wordpress', 'wp'], WORDPRESS_FORMS],
  ['nextcloud', ['nextcloud', 'Nextcloud', 'owncloud', 'ownCloud'], NEXTCLOUD_FORMS],
  ['synology', ['Connection', 'System', 'SYSTEM', 'WinFileService'], SYNOLOGY_FORMS],
  ['qnap', ['qlogd', 'qulogd'], QNAP_FORMS],
  [
    'sendmail',
    ['sendmail', 'sm-mta', 'sm-msp-queue', 'sm-acceptingconnections'],
    [...SENDMAIL_FORMS, ...SENDMAIL_LIMIT_FORMS],
  ],
  ['samba', ['smbd', 'smb', 'samba'], SAMBA_FORMS],
  ['roundcube', ['roundcube'], ROUNDCUBE_FORMS],
  ['apache', ['apache2', 'apache', 'httpd'], APACHE_FORMS],
  ['kerberos', ['krb5kdc'], KERBEROS_FORMS],
];

const MIKROTIK_FIREWALL = firewall('mikrotik', 'firewall', MIKROTIK_PACKETS);
const TAGLESS: Program = {
  ...firewall('mikrotik', 'firewall', [...MIKROTIK_FORMS, ...MIKROTIK_PACKETS]),
  logins: logins('mikrotik', []),
};
const TAGGED = logins('mikrotik', MIKROTIK_TAGGED_FORMS);

const SYNOLOGY_PAGE = logins('synology', SYNOLOGY_PAGES_FORMS);

/** UniFi's gateways log packets so; what the rule is called stands there since 2022. */
const UNIFI_PACKET = /^(?:\[[\w.:-]{1,64}\] ?(?:DESCR="|IN=)|DESCR=")/;

/** Of a line whose tag says nothing: some devices put their own name there. */
export function untoldOf(message: string, tag: string): Program {
  return isOfNetscreen(message, tag) ? NETSCREEN : OTHER;
}

/** Of a line that names no program. */
export function taglessOf(message: string): Program {
  if (DOVECOT_WORKER.test(message)) return DOVECOT;
  return UNIFI_PACKET.test(message) ? KERNEL : TAGLESS;
}

/** By the name in the tag, without folder. */
export const KNOWN_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['sudo', system('sudo', SUDO_FORMS)],
  ['su', system('su', SU_FORMS)],
  ['doas', system('sudo', DOAS_FORMS)],
  ['pkexec', system('sudo', PKEXEC_FORMS)],
  ['cron', CRON],
  ['CRON', CRON],
  ['crond', CRON],
  ['CROND', CRON],
  ['crontab', CRON],
  ['anacron', CRON],
  ['systemd-logind', system('syslog', LOGIND_FORMS)],
  ...[
    'useradd',
    'usermod',
    'userdel',
    'groupadd',
    'groupmod',
    'groupdel',
    'gpasswd',
    'passwd',
    'chpasswd',
  ].map((name): [string, Program] => [name, ACCOUNTS]),
  ['vsftpd', logins('vsftpd', VSFTPD_FORMS)],
  ['dovecot', DOVECOT],
  ...['exim', 'exim4'].map((name): [string, Program] => [name, EXIM]),
  ...DOVECOT_LOGINS.map((name): [string, Program] => [
    name,
    logins('dovecot', dovecotOwnForms(name, DOVECOT_FORMS)),
  ]),
  ...DOVECOT_AUTH.map((name): [string, Program] => [
    name,
    logins('dovecot', dovecotOwnForms(name, DOVECOT_AUTH_FORMS)),
  ]),
  ...OTHER_LOGINS.flatMap(([service, names, forms]) =>
    names.map((name): [string, Program] => [name, logins(service, forms)]),
  ),
  ['filterlog', FILTERLOG],
  ...MIKROTIK_CHAINS.map((name): [string, Program] => [name, MIKROTIK_FIREWALL]),
  ['RT_FLOW', firewall('juniper', 'rt_flow', RT_FLOW_FORMS)],
  ['ulogd', firewall('sophos', 'utm', UTM_FORMS)],
  ['CheckPoint', CHECK_POINT],
  ['named', BIND],
  ['named-pkcs11', BIND],
  ['dnsmasq', dns('dnsmasq', DNSMASQ_FORMS)],
  ['unbound', dns('unbound', UNBOUND_FORMS)],
  ['slapd', SLAPD],
  ['postgres', POSTGRESQL],
  ['apmd', APM],
  ...F5_TRAFFIC.map((name): [string, Program] => [name, APM]),
  ['proftpd', logins('proftpd', PROFTPD_FORMS)],
  ['pure-ftpd', logins('pure-ftpd', PURE_FTPD_FORMS)],
  // To rules it is what sshd is: the same words, the same attacks.
  ['dropbear', logins('sshd', DROPBEAR_FORMS)],
  ['kernel', KERNEL],
  ...['snort', 'suricata'].map((name): [string, Program] => [name, IDS]),
  ['guacd', system('guacamole')],
  ['clamd', CLAMAV],
  ['freshclam', CLAMAV],
]);

/** With the programs of the tables; one that shares its name with another has the words of both. */
const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ...KNOWN_PROGRAMS,
  ...LOGIN_SERVICES.flatMap(({ service, programs, forms, again }) =>
    programs.map((name): [string, Program] => {
      const known = KNOWN_PROGRAMS.get(name);
      return [
        name,
        known === undefined
          ? { ...logins(service, forms), again }
          : { ...known, forms: [...known.forms, ...forms] },
      ];
    }),
  ),
]);

/** The programs whose words name accounts and addresses, besides sshd: only they may call themselves so. */
export function isTrustedName(name: string): boolean {
  return PROGRAMS.has(name) || isPostfix(name) || OPENVPN_NAME.test(name) || formatsOf(name) !== null;
}

/** `postfix/smtpd`, `postfix/submission/smtpd`, `postfix-out/smtps/smtpd`; rsyslog's RFC 5424 and JSON end the name at the slash. */
function isPostfix(name: string): boolean {
  return name === 'postfix' || (name.startsWith('postfix') && name.endsWith('/smtpd'));
}

export function programOf(process: string | null): Program {
  if (process === null) return OTHER;
  const known = PROGRAMS.get(process) ?? (isPostfix(process) ? POSTFIX : undefined);
  if (known !== undefined) return known;
  if (SYNOLOGY_PAGES.test(process)) return SYNOLOGY_PAGE;
  if (OPENVPN_NAME.test(process)) return OPENVPN;
  if (process.startsWith('firewall,')) return MIKROTIK_FIREWALL;
  return process.includes(',') && MIKROTIK_TAG.test(process) ? TAGGED : OTHER;
}

/** Longer ones are somebody else's text. */
const LONGEST_MESSAGE = 4096;
/** PAM's lines begin with the module, in brackets or not, or, before Linux-PAM 0.99, with the failure. */
const OF_PAM = ['pam_', 'authentication failure; ', '(pam_unix) '];

/** The message by the first form that it has; null when it is none that is understood. */
export function readProgram({ forms }: Program, message: string): ProgramMessage | null {
  if (message.length > LONGEST_MESSAGE) return null;
  // Some programs and relays leave a blank at the end.
  const text = message.endsWith(' ') ? message.trimEnd() : message;
  for (const form of forms) {
    const read = form.read(text);
    if (read !== null) return read;
  }
  if (!OF_PAM.some((start) => text.startsWith(start))) return null;
  for (const form of PAM_FORMS) {
    const read = form.read(text);
    if (read !== null) return read;
  }
  return null;
}
