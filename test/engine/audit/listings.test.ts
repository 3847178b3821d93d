import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readListing, servicesIn } from '../../../src/audit/listing.ts';
import {
  beginsAsListing,
  looksLikeListing,
  parseListing,
} from '../../../src/engine/audit/listings/parse-listing.ts';
import { assertLinear, pumped } from '../../support/linear-time.ts';
import { defaultPolicy } from './default-policy.ts';

const policy = defaultPolicy();

/** `22/tcp ssh sshd 901 at 0.0.0.0`: what is made of a listing, service by service. */
function services(text: string): string[] {
  return readListing('listing', policy, text).services.map(
    ({ port, transport, service, holder, bind, status }) =>
      [
        `${port}/${transport} ${service}`,
        ...(holder ? [holder.program, holder.pid ?? holder.container ?? '?'] : []),
        ...(bind === null ? [] : ['at', bind]),
        ...(status === 'client' ? ['client'] : []),
      ].join(' '),
  );
}

const LISTINGS: Readonly<Record<string, readonly [text: string, expected: readonly string[]]>> = {
  'ss -tulpn of Debian 12': [
    `Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
udp   UNCONN 0      0      127.0.0.53%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=640,fd=13))
udp   UNCONN 0      0            0.0.0.0:45123      0.0.0.0:*    users:(("rsyslogd",pid=655,fd=6))
tcp   LISTEN 0      511             [::]:80           [::]:*    users:(("nginx",pid=812,fd=7),("nginx",pid=811,fd=7))
tcp   LISTEN 0      511          0.0.0.0:80        0.0.0.0:*    users:(("nginx",pid=812,fd=6),("nginx",pid=811,fd=6))
tcp   LISTEN 0      128             [::]:22           [::]:*    users:(("sshd",pid=901,fd=4),("systemd",pid=1,fd=80))
tcp   ESTAB  0      0           10.0.0.5:22    198.51.100.7:40000 users:(("sshd",pid=950,fd=4))
u_str LISTEN 0      4096   /run/dbus/system_bus_socket 14021 * 0`,
    [
      '22/tcp ssh sshd 901 at ::',
      '53/udp dns systemd-resolve 640 at 127.0.0.53',
      '80/tcp http nginx 812 at :: 0.0.0.0',
      '45123/udp syslog rsyslogd 655 at 0.0.0.0 client',
    ],
  ],
  'ss -ltnH, without root': [
    'LISTEN 0 511 *:6379 *:*\nLISTEN 0 80 127.0.0.1:3306 0.0.0.0:*',
    ['3306/tcp mysql at 127.0.0.1', '6379/tcp redis at *'],
  ],
  'ss -tuln, without root: a port has a name for each transport': [
    `Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
udp   UNCONN 0      0            0.0.0.0:513        0.0.0.0:*
udp   UNCONN 0      0            0.0.0.0:514        0.0.0.0:*
tcp   LISTEN 0      128          0.0.0.0:513        0.0.0.0:*
tcp   LISTEN 0      128          0.0.0.0:514        0.0.0.0:*`,
    [
      '513/udp unknown at 0.0.0.0',
      '513/tcp rlogin at 0.0.0.0',
      '514/udp syslog at 0.0.0.0',
      '514/tcp syslog at 0.0.0.0',
    ],
  ],
  'netstat -tulpn of Linux': [
    `Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:23              0.0.0.0:*               LISTEN      700/inetd
tcp        0      0 127.0.0.1:6010          0.0.0.0:*               LISTEN      2024/sshd: bob@pts/
tcp        0      0 10.0.0.5:22             198.51.100.7:51000      ESTABLISHED 950/sshd: bob
tcp6       0      0 :::21                   :::*                    LISTEN      800/vsftpd
udp        0      0 0.0.0.0:68              0.0.0.0:*                           600/dhclient`,
    [
      '21/tcp ftp vsftpd 800 at ::',
      '23/tcp telnet inetd 700 at 0.0.0.0',
      '68/udp dhcp-client dhclient 600 at 0.0.0.0',
      '6010/tcp ssh-forwarding sshd: bob@pts/ 2024 at 127.0.0.1',
    ],
  ],
  'netstat -an of macOS and FreeBSD': [
    `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0      0  *.22                   *.*                    LISTEN
tcp6       0      0  ::1.631                *.*                    LISTEN
tcp4       0      0  192.168.1.20.52100     17.57.144.20.443       ESTABLISHED
udp4       0      0  *.5353                 *.*`,
    ['22/tcp ssh at *', '631/tcp ipp at ::1', '5353/udp dns at *'],
  ],
  'netstat -ano of Windows, in German': [
    `Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:3306           0.0.0.0:0              ABHÖREN         1044
  TCP    192.168.1.9:50211      20.54.37.64:443        HERGESTELLT     3120
  TCP    [::1]:5432             [::]:0                 ABHÖREN         2210
  UDP    0.0.0.0:161            *:*                                    1876`,
    ['161/udp snmp at 0.0.0.0', '3306/tcp mysql at 0.0.0.0', '5432/tcp postgresql at ::1'],
  ],
  'lsof -nP -i, which cuts names': [
    `COMMAND     PID USER   FD   TYPE   DEVICE SIZE/OFF NODE NAME
redis-ser 30153 root    7u  IPv4 16001001      0t0  TCP *:6379 (LISTEN)
mongod     1201 mongo  12u  IPv6 16001002      0t0  TCP [::1]:27017 (LISTEN)
sshd        950 root    4u  IPv4 16001003      0t0  TCP 10.0.0.5:22->198.51.100.7:51000 (ESTABLISHED)
my\\x20app  1400 app     5u  IPv4 16001004      0t0  UDP 127.0.0.1:9999`,
    [
      '6379/tcp redis redis-ser 30153 at *',
      '9999/udp my my app 1400 at 127.0.0.1',
      '27017/tcp mongodb mongod 1201 at ::1',
    ],
  ],
  'sockstat -4 -6 -l of FreeBSD': [
    `USER     COMMAND    PID   FD PROTO  LOCAL ADDRESS         FOREIGN ADDRESS
root     sshd       901   3  tcp6   *:22                  *:*
root     sshd       901   4  tcp4   *:22                  *:*
bind     named      640   21 udp4   10.0.0.5:53           *:*`,
    ['22/tcp ssh sshd 901 at *', '53/udp dns named 640 at 10.0.0.5'],
  ],
  'docker ps': [
    `CONTAINER ID   IMAGE                COMMAND                  CREATED       STATUS       PORTS                                         NAMES
4f1c2b7a9d01   redis:7              "docker-entrypoint.s…"   2 hours ago   Up 2 hours   0.0.0.0:16379->6379/tcp, [::]:16379->6379/tcp   cache
9a0b1c2d3e4f   ghcr.io/acme/app:1   "node app.js"            2 hours ago   Up 2 hours   3000/tcp, 127.0.0.1:8081-8082->3000-3001/tcp    app`,
    [
      '8081/tcp app ghcr.io/acme/app:1 app at 127.0.0.1',
      '8082/tcp app ghcr.io/acme/app:1 app at 127.0.0.1',
      '16379/tcp redis redis:7 cache at 0.0.0.0 ::',
    ],
  ],
  'nmap -oN of two hosts': [
    `Nmap scan report for web01 (10.0.0.5)
Host is up (0.00010s latency).
PORT     STATE         SERVICE    VERSION
22/tcp   open          ssh        OpenSSH 9.2p1 Debian 2+deb12u10 (protocol 2.0)
53/udp   open|filtered domain
80/tcp   closed        http
2024/tcp open          tcpwrapped
3306/tcp open          mysql?
8000/tcp open          http       SimpleHTTPServer 0.6 (Python 3.11.2)

Nmap scan report for 127.0.0.1
6379/tcp open          redis      Redis key-value store`,
    [
      '22/tcp ssh at 10.0.0.5',
      '2024/tcp unknown at 10.0.0.5',
      '3306/tcp mysql at 10.0.0.5',
      '8000/tcp http-alt at 10.0.0.5',
      '6379/tcp redis',
    ],
  ],
  'nmap -oG': [
    `# Nmap 7.93 scan initiated as: nmap -oG - 198.51.100.20
Host: 198.51.100.20 (db.example.net)\tStatus: Up
Host: 198.51.100.20 (db.example.net)\tPorts: 22/open/tcp//ssh//OpenSSH 9.2p1/, 80/closed/tcp//http///, 5432/open/tcp//postgresql?///\tIgnored State: filtered (997)`,
    ['22/tcp ssh at 198.51.100.20', '5432/tcp postgresql at 198.51.100.20'],
  ],
  'nmap -oX and masscan -oX': [
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap">
<host starttime="1" endtime="2"><status state="up"/>
<address addr="2001:db8::5" addrtype="ipv6"/>
<ports><extraports state="closed" count="998"/>
<port protocol="tcp" portid="23"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="telnet" method="table" conf="3"/></port>
<port protocol="tcp" portid="25"><state state="filtered" reason="no-response"/><service name="smtp"/></port>
</ports></host>
<host endtime="1"><address addr="198.51.100.9" addrtype="ipv4"/><ports><port protocol="tcp" portid="6379"><state state="open" reason="syn-ack" reason_ttl="55"/></port></ports></host>`,
    ['23/tcp telnet at 2001:db8::5', '6379/tcp redis at 198.51.100.9'],
  ],
  'masscan -oL': [
    '#masscan\nopen tcp 6379 198.51.100.9 1700000000\nbanner tcp 6379 198.51.100.9 1700000000 redis x\n# end',
    ['6379/tcp redis at 198.51.100.9'],
  ],
};

describe('what other programs list as open', () => {
  for (const [title, [text, expected]] of Object.entries(LISTINGS)) {
    it(title, () => {
      assert.deepEqual(services(text), expected);
      assert.deepEqual(services(text.replaceAll('\n', '\r\n')), expected);
      assert.ok(looksLikeListing(text));
      assert.equal(
        beginsAsListing(text.replace('Nmap scan report', '# Nmap 7.93 scan')),
        !text.startsWith('LISTEN'),
      );
    });
  }
});

it('what a program calls itself neither hides it nor makes it another', () => {
  const line = (name: string, port: number) =>
    `tcp LISTEN 0 128 0.0.0.0:${port} 0.0.0.0:* users:(("${name}",pid=${port},fd=3))`;
  const names = ['a"b', 'a\u2028b', 'a\rb', 'sshd",pid=9,a', '(("sshd"'];
  assert.deepEqual(
    parseListing(names.map((name, at) => line(name, 1000 + at)).join('\n')).ports.map(({ held, port }) => [
      port,
      held?.by === 'process' ? held.program : null,
      held?.by === 'process' ? held.pid : null,
    ]),
    names.map((name, at) => [1000 + at, name.replace(/[\r\u2028]/, '\uFFFD'), 1000 + at]),
  );
});

it('sockstat: a program of two words, the kernel, states', () => {
  const text = [
    'www      x y        902   3  tcp4   *:31337               *:*',
    '?        ?          ?     ?  tcp4   *:2049                *:*',
    'root     sshd       901   3  tcp46  *:22                  *:*                 LISTEN',
  ].join('\n');
  assert.deepEqual(
    parseListing(text).ports.map(({ port, held }) => [port, held?.by === 'process' ? held.program : held]),
    [
      [31337, 'x y'],
      [2049, null],
      [22, 'sshd'],
    ],
  );
});

it('what a container runs publishes nothing', () => {
  const text =
    '0123456789ac mysql "x 0.0.0.0:23->23/tcp \\" 0.0.0.0:24->24/tcp" 1h Up 1h 127.0.0.1:3306->3306/tcp db';
  assert.deepEqual(services(text), ['3306/tcp mysql mysql db at 127.0.0.1']);
});

it('every host of a scan has its own services', () => {
  const text = '#masscan\nopen tcp 3306 10.0.0.6 1700000000\nopen tcp 3306 198.51.100.7 1700000000\n';
  assert.deepEqual(services(text), ['3306/tcp mysql at 10.0.0.6', '3306/tcp mysql at 198.51.100.7']);
  const { services: entries } = readListing('listing', policy, text);
  assert.ok(entries.every((entry) => entry.holder === undefined));
});

it('what is too much is said', () => {
  const row = (port: number) => `open tcp ${port} 10.0.0.6 1700000000`;
  const many = parseListing(Array.from({ length: 10_050 }, (_, at) => row(at + 1)).join('\n'));
  assert.deepEqual([many.ports.length, many.badTotal], [10_000, 50]);
  const long = parseListing(
    `Host: 10.0.0.5 ()\tPorts: 22/open/tcp//ssh///${', 1/closed/tcp/////'.repeat(5000)}`,
  );
  assert.deepEqual([long.ports.length, long.badTotal], [1, 1]);
});

it('a service list with a line of another program in it stays one', () => {
  const text =
    'port: 3306, service: mysql, status: active\nport: 22, service: ssh, status: active\n22/tcp open ssh\n';
  assert.deepEqual(
    servicesIn(text, policy).entries.map(({ port }) => port),
    [3306, 22],
  );
});

it('what netstat of Windows prints in any language begins a listing', () => {
  const rows = '  TCP    0.0.0.0:135            0.0.0.0:0              \uFFFD\uFFFD\uFFFD       1044';
  assert.ok(beginsAsListing(`\r\n\uFFFD\uFFFD\r\n\r\n  \uFFFD\uFFFD    \uFFFD\uFFFD \uFFFD\r\n${rows}\r\n`));
});

it('a port that is told by name is left out, and how to list it is said', () => {
  const { ports, bad, badTotal } = parseListing('tcp 0 0 0.0.0.0:ssh 0.0.0.0:* LISTEN 901/sshd');
  assert.deepEqual([ports, bad[0]?.reason, badTotal], [[], 'port "ssh" is a name: list with -n', 1]);
});

it('nothing else is a listing', () => {
  for (const text of [
    '',
    'port: 22, service: ssh, status: active',
    'Nov 23 06:00:01 web01 sshd[901]: Server listening on 0.0.0.0 port 22.',
    'tcp LISTEN 0 128 0.0.0.0:22',
    'tcp 0 0 10.0.0.5:22 198.51.100.7:51000 ESTABLISHED 950/sshd',
    'LISTEN 0 128 0.0.0.0:99999 0.0.0.0:*x',
    'COMMAND         PID\nsshd            901',
    'USER     COMMAND\nroot     sshd',
    'CONTAINER ID   NAME      CPU %\n0123456789ab   web       0.1%',
  ]) {
    assert.equal(parseListing(text).ports.length, 0, text);
    assert.ok(!beginsAsListing(text));
  }
});

describe('a line made to be slow is not', () => {
  for (const [head, piece] of [
    ['tcp LISTEN 0 1 ', 'a:'],
    ['tcp 0 0 ', '1.'],
    ['TCP ', '1:1 '],
    ['a 1 ', ' TCP a:1'],
    ['0123456789ab i ', '1:1->1/tcp'],
    ['0123456789ab i ', '1:1->'],
    ['0123456789ab i 1:1-60000->', '1/tcp 1:1-60000->'],
    ['0123456789ab i x ', ' ['],
    ['0123456789ab i x ', '"\\'],
    ['a ', '1 1 tcp4 '],
    ['tcp LISTEN 0 1 a:1 a:1 ', '("",pid='],
    ['Host: a (b)\t', 'Ports: 1/open/tcp'],
    ['Host: a (b)\tPorts: ', '1/open/tcp//'],
    ['', 'Host: a (b)'],
    ['<host>', '<address addr="'],
    ['<host>', '<port protocol="'],
    ['Nmap scan report for ', ' ('],
  ] as const) {
    it(`${head}${piece}`, () =>
      assertLinear(piece, (length) => parseListing(`${head}${pumped(piece, length)} x`)));
  }
});
