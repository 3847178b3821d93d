import { portNumber } from '../port-number.ts';
import { bareAddress, type Listed, type Row } from './listing.ts';

/** A line of a program that lists sockets; null: this is no such line. */
type Reader = (line: string) => Row;

/** `tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=901,fd=3))`; without `-t -u` together no first column. */
const SS = /^(?:(tcp|udp)\s+)?(LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+):([\w.*-]+)\s+\S+:\S+(?:\s+(.*))?$/;

const ss: Reader = (line) => {
  const [, netid, state, address = '', port = '', rest = ''] = SS.exec(line) ?? [];
  if (state === undefined) return null;
  // A program may call itself `a"b`.
  const users = [...rest.slice(0, 2000).matchAll(/\("(.{0,64}?)",pid=(\d{1,10}),fd=\d{1,10}\)/g)];
  // systemd only keeps a socket for another.
  const [, program, pid] = users.find(([, , id]) => id !== '1') ?? users[0] ?? [];
  return socket(netid ?? (state === 'LISTEN' ? 'tcp' : 'udp'), address, port, processOf(program, pid));
};

/** `tcp 0 0 0.0.0.0:23 0.0.0.0:* LISTEN 700/inetd` of Linux; `tcp4 0 0 *.22 *.* LISTEN` of BSD and macOS. */
const NETSTAT =
  /^(tcp|udp)(?:4|6|46)?\s+\d+\s+\d+\s+(\S+)[:.]([\w*-]+)\s+(?:\S+[:.]\*|\S+[:.]0)(?:\s+(.*))?$/;

const netstat: Reader = (line) => {
  const [, transport, address = '', port = '', rest = ''] = NETSTAT.exec(line) ?? [];
  if (transport === undefined || (transport === 'tcp' && !/^LISTEN\b/.test(rest))) return null;
  const [, pid, program] = /(?:^|\s)(\d{1,10})\/(\S.*)$/.exec(rest.slice(0, 400)) ?? [];
  return socket(transport, address, port, processOf(program?.trim(), pid));
};

/** `TCP 0.0.0.0:135 0.0.0.0:0 LISTENING 1044`: the state is a word of the language that Windows speaks. */
const WINDOWS = /^\s*(TCP|UDP)\s+(\S+):(\d{1,5})\s+(?:\S+:0|\*:\*)(?:\s+[^\d\s]\S*)?(?:\s+\d{1,10})?\s*$/;

const windows: Reader = (line) => {
  const [, transport, address = '', port = ''] = WINDOWS.exec(line) ?? [];
  return transport === undefined ? null : socket(transport, address, port, null);
};

/** `sshd 901 root 3u IPv4 12345 0t0 TCP *:22 (LISTEN)` */
const LSOF = /^(\S+)\s+(\d{1,10})\s.{1,200}\s(TCP|UDP)\s+(\S+):([\w*-]+)(\s+\(LISTEN\))?$/;

const lsof: Reader = (line) => {
  const [, program, pid, transport, address = '', port = '', listens] = LSOF.exec(line) ?? [];
  if (transport === undefined || address.includes('->')) return null;
  if (transport === 'TCP' && listens === undefined) return null;
  return socket(transport, address, port, processOf(program?.replaceAll('\\x20', ' '), pid));
};

/** `root sshd 901 3 tcp4 *:22 *:*` of FreeBSD; `? ? ? ? tcp4 *:2049 *:*` is the kernel's. */
const SOCKSTAT =
  /^\S+\s+(\S.{0,63}?)\s+(\d{1,10}|\?)\s+(?:\d+|\?)\s+(tcp|udp)(?:4|6|46)\s+(\S+):([\w*-]+)\s+\*:\*(?:\s+LISTEN)?$/;

const sockstat: Reader = (line) => {
  const [, program, pid, transport, address = '', port = ''] = SOCKSTAT.exec(line) ?? [];
  const held = pid === '?' ? null : processOf(program, pid);
  return transport === undefined ? null : socket(transport, address, port, held);
};

const READERS: readonly Reader[] = [ss, netstat, windows, lsof, sockstat];

/** What `ss`, `netstat` (Linux, BSD, macOS, Windows), `lsof -i` and `sockstat` say of one listening socket. */
export function socketRow(line: string): Row {
  for (const reader of READERS) {
    const row = reader(line);
    if (row !== null) return row;
  }
  return null;
}

function socket(transport: string, address: string, port: string, held: Listed | null): Row {
  // A UDP socket that has not got its port yet.
  if (port === '*' || port === '0') return [];
  const number = portNumber(port);
  if (number === null) return `port "${port}" is a name: list with -n`;
  return [
    {
      transport: transport.toLowerCase() === 'udp' ? 'udp' : 'tcp',
      bind: bareAddress(address),
      port: number,
      held,
    },
  ];
}

function processOf(program: string | undefined, pid: string | undefined): Listed | null {
  return program === undefined
    ? null
    : { by: 'process', program, pid: pid === undefined ? null : Number(pid) };
}
