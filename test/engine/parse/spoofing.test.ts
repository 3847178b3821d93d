import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FormatName } from '../../../src/engine/parse/parser.ts';
import { fc } from '../../support/properties.ts';
import { readLines } from './reading.ts';

/** The attacker's own address, and the one that the attacker would like to see banned. */
const REAL = '192.0.2.66';
const VICTIM = '203.0.113.9';
const FINGERPRINT = 'SHA256:pgCbmy551ArGo9IHF4yc/WZBNrpORMVeO5MNlRYSRNM';

/** What a client would put together to look like a daemon. */
const PIECES = [
  VICTIM,
  ` from ${VICTIM}`,
  ` from ${VICTIM} port 22 ssh2`,
  ` port 22`,
  ' ssh2',
  ` ssh2: RSA ${FINGERPRINT}`,
  `: RSA ${FINGERPRINT}`,
  ` CA RSA ${FINGERPRINT}`,
  `, client user "x", client host "${VICTIM}"`,
  ` rhost=${VICTIM}`,
  `' from ${VICTIM}:22`,
  `(a[${VICTIM}]) - USER root: Login successful.`,
  `(?@${VICTIM}) [INFO] root is now logged in`,
  '" "GET / HTTP/1.1" 200 5 "',
  ` src_ip=${VICTIM}`,
  ` remote_addr=${VICTIM} `,
  `, client: ${VICTIM}, server: _`,
  `[client ${VICTIM}:1] `,
  `"}\n{"log":"${VICTIM} `,
  '  user=root',
  ' [preauth]',
  ' via ',
  `] OK LOGIN: Client "${VICTIM}"`,
  `>, method=PLAIN, rip=${VICTIM}, lip=198.51.100.1, `,
  `, rip=${VICTIM}`,
  `[${VICTIM}]: SASL LOGIN authentication failed: `,
  ' for ',
  ' not allowed because ',
  `[${VICTIM}] failed.`,
  'invalid user ',
  'message repeated 9 times: [ ',
  ']',
  '[',
  ': ',
  ' ',
  'x',
  ',',
  ', login_attempt, SUCCESS',
  `2023-06-25 14:22:01, y, ${VICTIM}`,
  `${VICTIM} - - [20/Nov/2026:08:00:00 +0000] `,
  'GET / HTTP/1.1',
  `Nov 20 08:00:00 bastion sshd[1]: Accepted password for root from ${VICTIM} port 22 ssh2`,
];

/** Text of the client's choosing, without what the daemon would escape. */
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''));

/** Each place in a line where a daemon writes what a client sent. */
const PLACES: readonly (readonly [title: string, format: FormatName, line: (text: string) => string])[] = [
  [
    'account of a failed password',
    'syslog',
    (x) => sshd(`Failed password for invalid user ${x} from ${REAL} port 5001 ssh2`),
  ],
  [
    'account of a refused key',
    'syslog',
    (x) => sshd(`Failed publickey for invalid user ${x} from ${REAL} port 5001 ssh2: RSA ${FINGERPRINT}`),
  ],
  [
    'name of a certificate',
    'syslog',
    (x) =>
      sshd(
        `Failed publickey for root from ${REAL} port 5001 ssh2: RSA-CERT ${FINGERPRINT} ID ${x} (serial 0) CA RSA ${FINGERPRINT}`,
      ),
  ],
  [
    'account and name of a certificate',
    'syslog',
    (x) =>
      sshd(
        `Failed publickey for invalid user ${x} from ${REAL} port 5001 ssh2: RSA-CERT ${FINGERPRINT} ID ${x} (serial 0) CA RSA ${FINGERPRINT}`,
      ),
  ],
  [
    'name of a certificate that sshd has to cut',
    'syslog',
    (x) =>
      sshd(
        `Failed publickey for root from ${REAL} port 5001 ssh2: RSA-CERT ${FINGERPRINT} ID ${'n'.repeat(800)}${x}`,
      ),
  ],
  [
    'client user of a host',
    'syslog',
    (x) =>
      sshd(
        `Failed hostbased for root from ${REAL} port 5001 ssh2: RSA ${FINGERPRINT}, client user "${x}", client host "${x}"`,
      ),
  ],
  [
    'repeated account',
    'syslog',
    (x) =>
      sshd(`message repeated 2 times: [ Failed password for invalid user ${x} from ${REAL} port 5001 ssh2]`),
  ],
  ['invalid user', 'syslog', (x) => sshd(`Invalid user ${x} from ${REAL} port 5001`)],
  ['invalid user of old', 'syslog', (x) => sshd(`Invalid user ${x} from ${REAL}`)],
  [
    'account of too many attempts',
    'syslog',
    (x) =>
      sshd(
        `error: maximum authentication attempts exceeded for invalid user ${x} from ${REAL} port 5001 ssh2 [preauth]`,
      ),
  ],
  [
    'account of PAM',
    'syslog',
    (x) =>
      sshd(
        `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${REAL}  user=${x}`,
      ),
  ],
  [
    'account of PAM, again',
    'syslog',
    (x) =>
      sshd(
        `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${REAL}  user=${x}`,
      ),
  ],
  [
    'account of keyboard-interactive',
    'syslog',
    (x) => sshd(`error: PAM: Authentication failure for illegal user ${x} from ${REAL}`),
  ],
  [
    'account of a closed connection',
    'syslog',
    (x) => sshd(`Connection closed by invalid user ${x} ${REAL} port 5001 [preauth]`),
  ],
  [
    'account of a disconnection',
    'syslog',
    (x) => sshd(`Disconnected from authenticating user ${x} ${REAL} port 5001 [preauth]`),
  ],
  [
    'account of a broken connection',
    'syslog',
    (x) =>
      sshd(
        `Disconnecting invalid user ${x} ${REAL} port 5001: Change of username or service not allowed: (${x},ssh-connection) -> (${x},ssh-connection) [preauth]`,
      ),
  ],
  [
    'reason of a disconnect',
    'syslog',
    (x) => sshd(`Received disconnect from ${REAL} port 5001:11: ${x} [preauth]`),
  ],
  [
    'offer of ciphers',
    'syslog',
    (x) =>
      sshd(
        `Unable to negotiate with ${REAL} port 5001: no matching cipher found. Their offer: ${x} [preauth]`,
      ),
  ],
  [
    'protocol banner',
    'syslog',
    (x) => sshd(`Bad protocol version identification '${x}' from ${REAL} port 5001`),
  ],
  [
    'protocol identifier',
    'syslog',
    (x) => sshd(`error: kex_exchange_identification: client sent invalid protocol identifier "${x}"`),
  ],
  ['account of ftp', 'syslog', (x) => program('vsftpd', `[${x}] FAIL LOGIN: Client "${REAL}"`)],
  [
    'account of a mailbox',
    'syslog',
    (x) =>
      program(
        'dovecot',
        `imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<${x}>, method=PLAIN, rip=${REAL}, lip=198.51.100.1, session=<a>`,
      ),
  ],
  [
    'account of a mail relay',
    'syslog',
    (x) =>
      program(
        'postfix/smtpd',
        `warning: unknown[${REAL}]: SASL LOGIN authentication failed: x, sasl_username=${x}`,
      ),
  ],
  [
    'account of PAM for ftp',
    'syslog',
    (x) =>
      program(
        'vsftpd',
        `pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=${x} rhost=${REAL}  user=${x}`,
      ),
  ],
  [
    'account of proftpd',
    'syslog',
    (x) =>
      program(
        'proftpd',
        `ftp.example (host.example[${REAL}]) - USER ${x} (Login failed): Incorrect password.`,
      ),
  ],
  [
    'unknown account of proftpd',
    'syslog',
    (x) =>
      program(
        'proftpd',
        `ftp.example (host.example[${REAL}]) - USER ${x}: no such user found from host.example [${REAL}] to 198.51.100.1:21`,
      ),
  ],
  [
    'account of pure-ftpd',
    'syslog',
    (x) => program('pure-ftpd', `(?@${REAL}) [WARNING] Authentication failed for user [${x}]`),
  ],
  [
    'account of dropbear',
    'syslog',
    (x) => program('dropbear', `Bad password attempt for '${x}' from ${REAL}:50001`),
  ],
  [
    'host of an access log of its own format',
    'access',
    (x) =>
      `${REAL} - - [20/Nov/2026:08:00:00 +0000] "${escaped(x)}" "GET /${escaped(x)} HTTP/1.1" 200 5 "${escaped(x)}" "-"`,
  ],
  [
    'target that a server did not escape',
    'access',
    (x) =>
      `${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET /${x}" 200 5 "${x}" "${x}" HTTP/1.1" 200 5 "${x}" "-"`,
  ],
  ['command of sudo', 'syslog', (x) => `Nov 20 08:00:00 bastion sudo: mallory : COMMAND=/bin/echo ${x}`],
  ['account of a login log', 'login', (x) => `2023-06-25 14:22:01, ${x}, ${REAL}, login_attempt, FAILED`],
  [
    'account of an access log',
    'access',
    (x) => `${REAL} - ${x} [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 401 5`,
  ],
  [
    'target of a request',
    'access',
    (x) => `${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET /${escaped(x)} HTTP/1.1" 200 5 "-" "-"`,
  ],
  [
    'user agent',
    'access',
    (x) => `${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "${escaped(x)}" "${escaped(x)}"`,
  ],
  [
    'virtual host',
    'access',
    (x) => `${x.replace(/\s/g, '') || 'x'} ${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5`,
  ],
  [
    'all that a client sends to IIS',
    'w3c',
    (x) => {
      const sent = x.replace(/\s/g, '+');
      return `2026-11-20 08:00:00 10.0.0.5 GET /${sent} q=${sent} 80 u${sent} ${REAL} u${sent} r${sent} 200 0 0 5`;
    },
  ],
  [
    'request and captured headers of HAProxy',
    'haproxy',
    (x) => {
      const sent = x.replace(/["#{}|]/g, (sign) => `#${sign.charCodeAt(0).toString(16)}`);
      return `${REAL}:5001 [20/Nov/2026:08:00:00.726] in~ app/a1 0/0/1/0/2 200 168 - - ---- 6/6/0/0/0 0/0 {${sent}|${sent}} {} "GET /${sent} HTTP/1.1"`;
    },
  ],
  [
    'target of a request in syslog',
    'syslog',
    (x) =>
      program(
        'nginx',
        `${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET /${escaped(x)} HTTP/1.1" 404 5 "-" "${escaped(x)}"`,
      ),
  ],
  [
    'account and message of an event in CEF, escaped',
    'cef',
    (x) => {
      const sent = x.replace(/[\\=]/g, '\\$&');
      return `Nov 20 08:00:00 h CEF:0|a|b|c|d|Login failed|3|suser=${sent} src=${REAL} msg=${sent}`;
    },
  ],
  [
    'account and message of an event in CEF that are not escaped',
    'cef',
    (x) => `Nov 20 08:00:00 h CEF:0|a|b|c|d|Login failed|3|suser=${x} src=${REAL} msg=${x}`,
  ],
  [
    'account of an event in LEEF',
    'cef',
    (x) => `Nov 20 08:00:00 h LEEF:1.0|a|b|c|Login failed|usrName=${x}\tsrc=${REAL}\tmsg=${x}`,
  ],
  [
    'name of a client and account of exim',
    'exim',
    (x) =>
      `2026-11-20 08:00:00 login authenticator failed for (${x}) [${REAL}]: 535 Incorrect authentication data (set_id=${x})`,
  ],
  [
    'request and user agent at a load balancer',
    'elb',
    (x) =>
      `https 2026-11-20T08:00:00.463821Z app/l/4 ${REAL}:1 10.0.0.1:80 0.0 0.1 0.0 404 200 3 3 "GET https://h:443/${escaped(x)} HTTP/1.1" "${escaped(x)}" - - - "-" "-" "-" 0 - "x" "-" "-" "-" "-" "-" "-"`,
  ],
  [
    'all that a client sends to Istio',
    'envoy',
    (x) =>
      `[2026-11-20T08:00:03.123Z] "GET /${escaped(x)} HTTP/1.1" 404 - via_upstream - "-" 0 5 3 2 "${escaped(x)}" "${escaped(x)}" "6a" "${escaped(x)}" "10.0.0.1:8080" o 10.0.0.9:1 10.0.0.2:8443 ${REAL}:52000 - default`,
  ],
  [
    'account at a router',
    'cisco',
    (x) =>
      `Nov 20 10:00:07.123: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: ${x}] [Source: ${REAL}] [localport: 22] [Reason: no] at 10:00:07`,
  ],
  [
    'account at a VPN',
    'cisco',
    (x) =>
      `Nov 20 10:00:07 fw1 %ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = ${x} : user IP = ${REAL}`,
  ],
  [
    'header of a telephone',
    'asterisk',
    (x) =>
      `[2026-11-20 08:00:00] NOTICE[1] chan_sip.c: Registration from '${x}' failed for '${REAL}:5060' - Wrong password`,
  ],
  [
    'account at a database',
    'mysql-error',
    (x) =>
      `2026-11-20T08:00:00.123456Z 12 [Note] Access denied for user '${x}'@'${REAL}' (using password: YES)`,
  ],
  [
    'account in the audit, which puts it in hexadecimal',
    'auditd',
    (x) =>
      audit(
        Buffer.from(x || '?')
          .toString('hex')
          .toUpperCase(),
      ),
  ],
  ['account in the audit as ausearch writes it out', 'auditd', (x) => audit(x)],
  [
    'forwarded list',
    'access',
    (x) => `${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-" "${escaped(x)}"`,
  ],
  [
    'values of a JSON log',
    'access-json',
    (x) =>
      JSON.stringify({
        time: '2026-11-20T08:00:00Z',
        request: x,
        http_user_agent: x,
        remote_addr: REAL,
        status: 200,
        args: x,
        xff: VICTIM,
        headers: { [x]: x },
      }),
  ],
  [
    'path of an error of nginx',
    'nginx-error',
    (x) =>
      `2026/11/20 08:00:00 [error] 7#7: *1 open() "/srv/${x}" failed (2: No such file), client: ${REAL}, server: _, request: "GET /${x} HTTP/1.1", host: "${x}"`,
  ],
  [
    'path of an error of Apache',
    'apache-error',
    (x) =>
      `[Fri Nov 20 08:00:00.123456 2026] [core:error] [pid 7] [client ${REAL}:51234] AH00128: File does not exist: /srv/${x}, referer: ${x}`,
  ],
  [
    'account of btmp',
    'utmpdump',
    (x) =>
      `[6] [01000] [    ] [${x.slice(0, 32).padEnd(8)}] [ssh:notty   ] [${REAL.padEnd(20)}] [${REAL.padEnd(15)}] [2026-11-20T08:00:00,000000+00:00]`,
  ],
  [
    "account of vsftpd's own log",
    'vsftpd',
    (x) => `Fri Nov 20 08:00:00 2026 [pid 7] [${x}] FAIL LOGIN: Client "${REAL}"`,
  ],
  [
    'value of a pair',
    'logfmt',
    (x) => `time=2026-11-20T08:00:00Z level=warn user=${JSON.stringify(x)} remote_addr=${REAL} msg="no"`,
  ],
  [
    'value of a pair that is not quoted',
    'logfmt',
    (x) => `time=2026-11-20T08:00:00Z level=warn user=${x} remote_addr=${REAL} msg="no"`,
  ],
  [
    'request of a container',
    'docker',
    (x) =>
      JSON.stringify({
        log: `${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET /${escaped(x)} HTTP/1.1" 200 5 "-" "${escaped(x)}"\n`,
        stream: 'stdout',
        time: '2026-11-20T08:00:00Z',
      }),
  ],
  [
    'request of a pod',
    'cri',
    (x) =>
      `2026-11-20T08:00:00Z stdout F ${REAL} - - [20/Nov/2026:08:00:00 +0000] "GET /${escaped(x)} HTTP/1.1" 200 5 "-" "${escaped(x)}"`,
  ],
  [
    'user name in a syslog of JSON',
    'json',
    (x) =>
      JSON.stringify({
        time: '2026-11-20T08:00:00Z',
        program: 'sshd',
        pid: 1,
        message: `Failed password for invalid user ${x} from ${REAL} port 1 ssh2`,
      }),
  ],
  [
    'user name in the journal',
    'journald',
    (x) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: '1795260438152098',
        SYSLOG_IDENTIFIER: 'sshd',
        _UID: '0',
        _PID: '1',
        MESSAGE: `Failed password for invalid user ${x} from ${REAL} port 1 ssh2`,
      }),
  ],
];

/** Where a request that succeeds is told. */
const ANSWERED: readonly FormatName[] = ['access', 'access-json', 'docker', 'cri', 'w3c', 'haproxy'];

function audit(account: string): string {
  return `type=USER_AUTH msg=audit(1795161600.192:414): pid=7 uid=0 msg='op=password acct=${account} exe="/usr/sbin/sshd" hostname=? addr=${REAL} terminal=ssh res=failed'`;
}

function sshd(message: string): string {
  return program('sshd', message);
}

function program(name: string, message: string): string {
  return `Nov 20 08:00:00 bastion ${name}[1]: ${message}`;
}

/** As Apache does it; nginx leaves no quote and no backslash at all. */
function escaped(value: string): string {
  return value.replace(/["\\]/g, '\\$&');
}

describe('no client can have a stranger taken for the source by writing the address into the', () => {
  for (const [title, format, line] of PLACES) {
    test(title, () => {
      fc.assert(
        fc.property(text, (chosen) => {
          for (const { srcIp, srcHost, outcome, ref } of readLines(format, [line(chosen)]).events) {
            assert.ok(srcIp === REAL || srcIp === null, `${srcIp} of line ${ref.line}: ${line(chosen)}`);
            assert.equal(srcHost, null);
            if (!ANSWERED.includes(format)) assert.notEqual(outcome, 'success');
          }
        }),
        { seed: 1, numRuns: 500 },
      );
    });
  }
});

describe('every attempt is told with its true source, whatever the account, but where a second place fits as well', () => {
  for (const place of [
    'account of a failed password',
    'account of a refused key',
    'account of PAM',
    'account of a login log',
  ]) {
    const [, format, line] = PLACES.find(([title]) => title === place) ?? assert.fail(place);
    test(place, () => {
      fc.assert(
        fc.property(text, (chosen) => {
          const failures = readLines(format, [line(chosen)]).events.filter(
            ({ outcome }) => outcome === 'failure',
          );
          assert.deepEqual(
            failures.map(({ srcIp, login }) => [srcIp, login]),
            [[REAL, true]],
            line(chosen),
          );
        }),
        { seed: 2, numRuns: 500 },
      );
    });
  }
});
