import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detectFormat, FORMATS, parserFor } from '../../../src/engine/parse/detect.ts';
import { evidenceLines } from './reading.ts';
import { sampleFiles } from './samples.ts';

const SYSLOG = 'Nov 20 08:00:00 bastion sshd[1]: Failed password for root from 192.0.2.1 port 50001 ssh2';
const LOGIN = '2023-06-25 14:22:01, john_doe, 192.0.2.1, login_attempt, FAILED';
const ACCESS = '192.0.2.1 - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"';
const JSON_LINE =
  '{"time":"2026-11-20T08:00:00Z","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":200}';

describe('the recorded evidence', () => {
  for (const [name, format] of [
    ['auth.log', 'syslog'],
    ['auth-rfc3339.log', 'syslog'],
    ['auth-repeated.log', 'syslog'],
    ['logins.csv.log', 'login'],
    ['access.log', 'access'],
    ['access-json.log', 'access-json'],
    ['services.conf', null],
  ] as const) {
    test(`${name} is ${format}`, () => assert.equal(detectFormat(evidenceLines(name).slice(0, 100)), format));
  }
});

describe('the samples of each format, those that it reads', () => {
  for (const format of FORMATS) {
    test(`are ${format}`, () => {
      const lines = sampleFiles(format).map(({ samples }) =>
        samples.filter(({ annotation }) => annotation.unparsed === undefined).map(({ text }) => text),
      );
      assert.deepEqual(new Set(lines.map(detectFormat)), new Set([format]));
    });
  }
});

describe('one line is enough', () => {
  for (const [line, format] of [
    [SYSLOG, 'syslog'],
    ['<38>1 2026-11-01T00:00:09Z bastion sshd 78 - - Failed password for root', 'syslog'],
    ['2026-11-21 00:51:51 web_01 kernel: up', 'syslog'],
    ['Nov 20 08:00:00 alpine auth.info sshd[80]: Server listening', 'syslog'],
    ['Nov 20 08:00:00 web_01 web_01 nginx: 2026/11/20 08:00:00 [error] 7#7: *1 open() failed', 'syslog'],
    ['Nov 20 08:00:00 web_01 web_02 nginx: 2026/11/20 08:00:00 [error] 7#7: *1 open() failed', null],
    ['Nov 20 08:00:00 web_01 sshd(pam_unix)[211]: authentication failure; logname=', 'syslog'],
    ['Nov 20 08:00:00 bastion last message repeated 3 times', 'syslog'],
    [LOGIN, 'login'],
    [`"${LOGIN}"`, 'login'],
    ['2023-06-25T14:22:01,jane,2001:db8::1,Login,success', 'login'],
    [ACCESS, 'access'],
    ['shop.example:80 192.0.2.1 - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5', 'access'],
    ['192.0.2.1 - - [20/Nov/2026:08:00:00 +0000] "" 400 0 "-" "-"', 'access'],
    [JSON_LINE, 'access-json'],
    ['{"__CURSOR":"s=0;i=1","__REALTIME_TIMESTAMP":"1795260438152098","MESSAGE":"up"}', 'journald'],
    ['{ "__CURSOR" : "s=0;i=1", "__REALTIME_TIMESTAMP" : "1795260438152098", "MESSAGE" : "up" }', 'journald'],
    ['2026/11/20 08:00:00 [error] 7#7: *1 open() failed, client: 192.0.2.1', 'nginx-error'],
    ['2026/11/20 08:00:00 [notice] 1#1: start worker processes', 'nginx-error'],
    [
      '[Fri Nov 20 08:00:00.123456 2026] [core:error] [pid 7] [client 192.0.2.1:5] AH00126: x',
      'apache-error',
    ],
    ['[Fri Nov 20 08:00:00 2026] [notice] caught SIGTERM, shutting down', 'apache-error'],
    ['Fri Nov 20 08:00:00 2026 [pid 7] CONNECT: Client "192.0.2.1"', 'vsftpd'],
    ['type=USER_LOGIN msg=audit(1795161600.192:414): pid=7 uid=0', 'auditd'],
    ['  "EventTime": "2026-11-20 08:00:00",', 'json-pretty'],
    ['[{"time":"2026-11-20T08:00:00Z"}]', 'json-pretty'],
    ['192.0.2.1:5001 [20/Nov/2026:08:00:00.726] www/1: SSL handshake failure', 'haproxy'],
    ['Nov 20 08:00:00 fw1 CEF:0|Fortinet|Fortigate|v7.0|13|deny|3|src=192.0.2.1', 'cef'],
    ['<134>1 2026-11-20T08:00:05Z h app 7 - - LEEF:1.0|a|b|c|d|src=192.0.2.1', 'cef'],
    ['2026-11-20 08:00:00 login authenticator failed for (x) [192.0.2.1]: 535 Incorrect', 'exim'],
    [
      '2026-11-20T08:00:01.943958Z my-lb 192.0.2.1:2817 - -1 -1 -1 - - 0 0 "GET http://h:80/ HTTP/1.1" "-" - -',
      'elb',
    ],
    [
      '[2026-11-20T08:00:02.123Z] "GET /y HTTP/1.1" 0 DC 0 0 10 - "-" "-" "6a1b" "h" "10.0.0.2:8080"',
      'envoy',
    ],
    ['*Nov 20 10:00:07.123: %SYS-5-CONFIG_I: Configured from console by admin', 'cisco'],
    ['2026-11-20 08:00:02: (server.c.1704) server started (lighttpd/1.4.69)', 'lighttpd-error'],
    ['<189>date=2026-11-20 time=08:00:10 devid="FG1" logid="13" type="traffic"', 'logfmt'],
    ['2026-11-20T08:00:03.123456Z 0 [System] [MY-010931] [Server] up', 'mysql-error'],
    ['[2026-11-20 08:00:03] VERBOSE[77] loader.c: Loading', 'asterisk'],
    ['1795161600.123     45 192.0.2.1 TCP_HIT/200 5 GET http://h/ - HIER_NONE/- text/html', 'squid'],
    ['#Fields: date time c-ip cs-method cs-uri-stem sc-status', 'w3c'],
    ['2026-11-20 08:00:00 10.0.0.5 GET / - 80 - 192.0.2.1 curl/8.5.0 - 200 0 0 15', 'w3c'],
    ['time="2026-11-20T08:00:00Z" level=info msg="up"', 'logfmt'],
    ['t=2026-11-20T08:00:00Z lvl=info msg=up', 'logfmt'],
    ['{"log":"hello\\n","stream":"stderr","time":"2026-11-20T08:00:00.123456789Z"}', 'docker'],
    ['2026-11-20T08:00:00.123456789Z stdout F hello', 'cri'],
    ['2026-11-20T08:00:00.123456789+01:00 stderr P ', 'cri'],
  ] as const) {
    test(line, () => assert.equal(detectFormat([line]), format));
  }
});

describe('another kind is none', () => {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'no lines': [],
    'empty lines': ['', '   '],
    'a services list': ['port: 22, service: ssh, status: active'],
    'a table of other things': [
      'date,page,hits',
      '2023-06-25 14:22:01,/index,200',
      '2023-06-26 14:22:01,/a,3',
    ],
    'orders with a result': ['2023-06-25 14:22:01, 4711, widget, shipped, SUCCESSFUL'],
    'a JSON document': ['{', '  "remote_addr": "192.0.2.1",', '  "status": 200', '}'],
    'settings in JSON': ['{', '  "name": "shop",', '  "scripts": { "test": "node --test" }', '}'],
    'source code': ['import re', '', 'def main():', `    # ${SYSLOG}`, '    return 0', 'main()'],
    'a page that quotes a log': [
      '# How to read logs',
      'A line:',
      '',
      SYSLOG,
      '',
      'means:',
      'a failure',
      'of root',
    ],
    'an application log of requests': ['2026-11-20 08:00:00 INFO 192.0.2.1 GET /x 200 5ms'],
    'an application log': ['2026-11-20 08:00:00 INFO main: started', '2026-11-20 08:00:01 ERROR db: lost'],
    'a Java log': ['2026-11-20 08:00:00.123  INFO 1234 --- [main] c.e.App : Started'],
    'a log of fail2ban': ['2026-11-20 08:00:00,123 fail2ban.filter [1]: INFO [sshd] Found 192.0.2.1'],
    'a log of dpkg': ['2026-11-20 08:00:00 status installed libc6:amd64 2.36-9'],
    'a program': ['\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0', '\0\0\0\0'],
  };
  for (const [kind, lines] of Object.entries(kinds)) {
    test(kind, () => assert.equal(detectFormat(lines), null));
  }
});

describe('what stands before or between does not matter', () => {
  for (const [format, line] of [
    ['syslog', SYSLOG],
    ['login', LOGIN],
    ['access', ACCESS],
    ['access-json', JSON_LINE],
  ] as const) {
    test(`${format} behind a banner`, () => {
      const banner = ['-- Logs begin at Thu 2026-11-19 --', '', '# exported by hand'];
      assert.equal(detectFormat([...banner, line, line]), format);
    });
    test(`${format} with a line of junk among its own`, () => {
      assert.equal(detectFormat([line, '\x01\x02\0junk', line, line]), format);
    });
  }

  test('the format of most lines holds', () => {
    assert.equal(detectFormat([ACCESS, SYSLOG, SYSLOG]), 'syslog');
    assert.equal(detectFormat([ACCESS, ACCESS, SYSLOG]), 'access');
  });
});

test('each format has a parser of its name', () => {
  assert.deepEqual(
    FORMATS.map((format) => parserFor(format).format),
    [...FORMATS],
  );
});

test('JSON lines of no known kind are read as such, and leave to the others what those know', () => {
  assert.equal(detectFormat(['{"time":"2026-11-20T08:00:00Z","level":"info","msg":"started"}']), 'json');
  assert.equal(
    detectFormat([JSON_LINE, JSON_LINE, '{"time":"2026-11-20T08:00:00Z","msg":"x"}']),
    'access-json',
  );
  assert.equal(detectFormat(['{"msg":"no time"}']), null);
});
