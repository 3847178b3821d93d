/** Shapes of traffic as networks have them, attacks among them. Deterministic; times in ms. */
import {
  ACK,
  arp,
  type Ends,
  ethernet,
  icmp,
  ip,
  type Made,
  ping,
  RST,
  reversed,
  SYN,
  tcp,
  udp,
} from './build.ts';

export const START = 1_795_222_400_000;
const FIN_ACK = 17;
const SERVER = '203.0.113.5';

/** Some host of the Internet, always the same for a number. */
const somebody = (number: number): string => {
  const word = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  return `${(20 + (word >>> 24) / 2) | 0}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${1 + (word & 127)}`;
};

const steps = (time: number, ...packets: readonly Buffer[]): Made[] =>
  packets.map((bytes, index) => ({ time: time + 2 * index, bytes: ethernet(bytes) }));

const each = <T>(count: number, make: (index: number) => readonly T[]): T[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

const asked = (ends: Ends): Buffer[] => [tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), tcp(ends, ACK)];
const closed = (ends: Ends): Buffer[] => [tcp(ends, FIN_ACK), tcp(reversed(ends), FIN_ACK), tcp(ends, ACK)];
const refused = (ends: Ends): Buffer[] => [tcp(ends, SYN), tcp(reversed(ends), RST | ACK)];
const visit = (time: number, ends: Ends): Made[] =>
  steps(
    time,
    ...asked(ends),
    tcp(ends, ACK, 'question'),
    tcp(reversed(ends), ACK, 'answer'),
    ...closed(ends),
  );

const INIT = 1;
const INIT_ACK = 2;
const DATA = 0;
/** A packet of SCTP whose first chunk is of this kind. */
const sctp = ([source, from, target, to]: Ends, chunk: number): Buffer =>
  ip(
    source,
    target,
    132,
    Buffer.from([from >> 8, from & 255, to >> 8, to & 255, 0, 0, 0, 0, 0, 0, 0, 0, chunk, 0, 0, 4]),
  );

/** A part of a packet of IPv4 that begins at this byte of it. */
function fragment(source: string, target: string, id: number, offset: number, goesOn: boolean): Buffer {
  const packet = ip(source, target, 17, Buffer.alloc(100));
  packet.writeUInt16BE(id & 0xffff, 4);
  packet.writeUInt16BE((goesOn ? 0x2000 : 0) | (offset / 8), 6);
  return packet;
}

/** No way to that network, says a router; or, with code 3, nobody at that port. */
const unreachable = (router: string, client: string, about: Buffer, code = 0): Buffer =>
  ip(router, client, 1, Buffer.concat([Buffer.from([3, code, 0, 0, 0, 0, 0, 0]), about.subarray(0, 28)]));

function dns(name: string, flags: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([...header, ...labels, 0, 0, 1, 0, 1]);
}

const lookup = (time: number, client: string, name: string, answer: number): Made[] => {
  const ends: Ends = [client, 20_000 + (time % 40_000), '10.0.0.53', 53];
  return steps(time, udp(ends, dns(name, 0x0100)), udp(reversed(ends), dns(name, 0x8180 | answer)));
};
const NO_SUCH_NAME = 3;

/** Nobody in them is an attacker. */
/** A request with a body of so many bytes, of which a piece comes each second. */
function slowBody(time: number, port: number, length: number, piece: number, method = 'POST'): Made[] {
  const ends: Ends = ['192.0.2.7', port, SERVER, 80];
  const head = `${method} / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n`;
  const part = (k: number): Buffer => tcp(ends, ACK, 'x'.repeat(piece), 98 + head.length + piece * k);
  return [
    ...steps(time, ...asked(ends), tcp(ends, ACK, head, 98)),
    ...each(14, (k) => steps(time + 1000 * (k + 1), part(k))),
  ];
}

export const BENIGN: Readonly<Record<string, readonly Made[]>> = {
  'a program that counts for statsd on a host where none listens, which says so ten times a second': each(
    4000,
    (i) => {
      const counted = udp(['192.0.2.7', 40_000, SERVER, 8125], 'app.req:1|c');
      return steps(
        START + i,
        counted,
        ...(i % 100 === 0 ? [unreachable(SERVER, '192.0.2.7', counted, 3)] : []),
      );
    },
  ),
  'large datagrams in 45 parts each (NFS over UDP)': each(200, (i) =>
    each(45, (part) => [
      {
        time: START + 10 * i + part / 10,
        bytes: ethernet(fragment('192.0.2.7', SERVER, i, 1480 * part, part < 44)),
      },
    ]),
  ),
  'a tunnel of IPsec of which only one direction is captured': each(6000, (i) =>
    steps(START + i / 2, ip('192.0.2.7', SERVER, 50, Buffer.alloc(80, i))),
  ),
  'data over SCTP of which only one direction is captured': each(6000, (i) =>
    steps(START + i / 2, sctp(['192.0.2.7', 40_000, SERVER, 3868], DATA)),
  ),
  'the tunnels of forty offices, in both directions': each(6000, (i) =>
    steps(
      START + i / 2,
      ip(somebody(i % 40), SERVER, 50, Buffer.alloc(80, i)),
      ...(i % 5 === 0 ? [ip(SERVER, somebody(i % 40), 50, Buffer.alloc(80, i))] : []),
    ),
  ),
  'a busy web server, 200 visits a second, some that never come through': each(2000, (i) =>
    i % 20 === 0
      ? steps(START + 5 * i, tcp([somebody(i), 40_000, SERVER, 443], SYN))
      : visit(START + 5 * i, [somebody(i % 700), 20_000 + i, SERVER, 443]),
  ),
  'a busy web server, captured until shortly after a second began': each(1201, (i) => {
    const ends: Ends = [somebody(i % 700), 20_000 + i, SERVER, 443];
    return i === 1200 ? steps(START + 3000, tcp(ends, SYN)) : visit(START + 2.5 * i, ends);
  }),
  'the same, tapped where only one direction goes by': each(2000, (i) => {
    const ends: Ends = [somebody(i % 700), 20_000 + i, SERVER, 443];
    return steps(
      START + 5 * i,
      tcp(ends, SYN),
      tcp(ends, ACK),
      tcp(ends, ACK, 'question'),
      tcp(ends, FIN_ACK),
    );
  }),
  'a service that restarts while its clients come back': each(4000, (i) =>
    i >= 3000 && i < 3600
      ? each(3, (again) =>
          steps(START + 10 * i + 300 * again, ...refused([somebody(i), 20_000 + i, SERVER, 443])),
        )
      : visit(START + 10 * i, [somebody(i % 700), 20_000 + i, SERVER, 443]),
  ),
  'a service that is down from the start, and clients that try again and again': each(3000, (i) =>
    steps(START + 5 * i, ...refused([somebody(i % 120), 20_000 + i, SERVER, 6379])),
  ),
  'a service that is down, in a capture that shows each packet three times': each(500, (i) =>
    steps(
      START + 20 * i,
      ...refused([somebody(i % 120), 20_000 + i, SERVER, 6379]).flatMap((packet) => [packet, packet, packet]),
    ),
  ),
  'a busy service that answers two clients in three, in a capture that shows each packet seven times': each(
    500,
    (i) => {
      const ends: Ends = [somebody(i % 700), 20_000 + i, SERVER, 443];
      const packets = i % 3 === 0 ? [tcp(ends, SYN)] : asked(ends);
      return steps(START + 40 * i, ...packets.flatMap((packet) => new Array<Buffer>(7).fill(packet)));
    },
  ),
  'a collector of flows that answers its administrators only': each(6000, (i) => [
    ...(i % 100 === 0 ? visit(START + i, ['10.0.0.5', 30_000 + i, '10.0.0.9', 443]) : []),
    ...steps(START + (i >> 1), udp([somebody(i % 50), 20_000 + (i % 50), '10.0.0.9', 2055], 'flows')),
  ]),
  'forty calls to a media server (RTP), of which only one direction was captured': each(40 * 250, (i) =>
    steps(
      START + 20 * Math.floor(i / 40),
      udp(['10.0.0.5', 20_000 + 2 * (i % 40), SERVER, 30_000 + 2 * (i % 40)], 'voice'),
    ),
  ),
  'a gateway with many clients behind it, every twentieth server gone': each(1500, (i) => {
    const ends: Ends = ['198.51.100.1', 20_000 + i, somebody(i % 400), i % 5 === 0 ? 80 : 443];
    return i % 400 < 20 ? steps(START + 50 * i, tcp(ends, SYN)) : visit(START + 50 * i, ends);
  }),
  'a monitor that connects to eighty hosts and leaves': each(80, (i) => {
    const ends: Ends = ['10.1.0.5', 20_000 + i, `10.1.1.${i + 1}`, 22];
    return steps(START + 50 * i, ...asked(ends), ...closed(ends));
  }),
  'a load balancer that breaks its health checks off': each(120, (i) => {
    const ends: Ends = ['10.2.1.1', 20_000 + i, `10.2.0.${(i % 40) + 1}`, 8080];
    return steps(START + 50 * i, tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), tcp(ends, RST | ACK));
  }),
  'pings of a monitor': each(600, (i) =>
    steps(
      START + 20 * i,
      icmp('10.1.0.5', `10.1.1.${(i % 60) + 1}`, 8),
      icmp(`10.1.1.${(i % 60) + 1}`, '10.1.0.5', 0),
    ),
  ),
  'pings with the time in them, some of which are lost or come twice, and of which a name server echoes the beginning only':
    each(400, (i) => {
      const data = `${START + i}`.padEnd(1400, 'abcdefgh');
      const target = i % 2 === 0 ? '8.8.8.8' : '10.1.1.1';
      const answer = ping(target, '10.1.0.5', 0, i, i % 2 === 0 ? data.slice(0, 64) : data);
      const answers = i % 7 === 0 ? [] : i % 5 === 0 ? [answer, answer] : [answer];
      return steps(START + 200 * i, ping('10.1.0.5', target, 8, i, data), ...answers);
    }),
  'pings that are answered with zeros': each(300, (i) =>
    steps(
      START + 200 * i,
      ping('10.1.0.5', '10.1.1.1', 8, i, `${START + i}`.padEnd(56, 'x')),
      ping('10.1.1.1', '10.1.0.5', 0, i, '\0'.repeat(56)),
    ),
  ),
  'answers to pings, tapped where the questions do not go by': each(300, (i) =>
    steps(START + 200 * i, ping('10.1.1.1', '10.1.0.5', 0, i, `${START + i}`.padEnd(56, 'x'))),
  ),
  'a mirror over passive FTP: each file over a port of its own, on which only the server speaks': each(
    300,
    (i) => {
      const ends: Ends = ['10.3.0.9', 40_000 + i, '10.3.0.1', 30_000 + i];
      return steps(
        START + 100 * i,
        ...asked(ends),
        tcp(reversed(ends), ACK, 'file'),
        ...closed(reversed(ends)),
      );
    },
  ),
  'an administrator who knocks and then logs in': each(5, (i) => [
    ...each(4, (k) =>
      steps(START + 30_000 * i + 100 * k, tcp(['192.0.2.7', 20_000, SERVER, 7000 + 1000 * k], SYN)),
    ),
    ...visit(START + 30_000 * i + 1000, ['192.0.2.7', 21_000 + i, SERVER, 22]),
  ]),
  'jobs that copy over SSH, a dozen an hour to each of thirty hosts': each(360, (i) =>
    visit(START + 10_000 * i, ['10.0.0.2', 20_000 + i, `10.8.0.${(i % 30) + 1}`, 22]),
  ),
  'two gateways with everything that gateways say to each other': each(400, (i) => {
    const protocol = [4, 41, 47, 50, 51, 89, 103, 112, 115, 132][i % 10] ?? 0;
    return steps(START + 20 * i, ip('198.51.100.1', '198.51.100.2', protocol, Buffer.alloc(40)));
  }),
  'a telephone exchange and its sixty partners': each(60, (i) => {
    const ends: Ends = ['10.9.0.1', 2905, `10.9.1.${i + 1}`, 2905];
    return steps(START + 100 * i, sctp(ends, INIT), sctp(reversed(ends), 2), sctp(ends, 10), sctp(ends, 0));
  }),
  'clients behind a line that is down, asking servers again and again': each(300, (i) => {
    const ends: Ends = ['198.51.100.1', 20_000 + i, somebody(i), 443];
    return [0, 1000, 3000, 7000].flatMap((wait) => steps(START + 150 * i + wait, tcp(ends, SYN)));
  }),
  'the same on a system that asks again each second, all at once': each(60, (i) => {
    const ends: Ends = ['192.168.1.50', 20_000 + i, somebody(i), 443];
    return each(6, (again) => steps(START + i + 1000 * again, tcp(ends, SYN)));
  }),
  'so many of them that no more than a second of it is remembered': each(2000, (i) => {
    const ends: Ends = ['198.51.100.1', 20_000 + i, somebody(i), 443];
    return [0, 1000, 3000, 7000].flatMap((wait) => steps(START + 20 * i + wait, tcp(ends, SYN)));
  }),
  'a router without a way out, which says so at once': each(60, (i) => {
    const ends: Ends = ['192.168.1.50', 20_000 + i, somebody(i), 443];
    const asked = tcp(ends, SYN);
    return steps(START + 200 * i, asked, unreachable('192.168.1.1', '192.168.1.50', asked));
  }),
  'file sharing: peers at all ports, half of them gone': each(1500, (i) => {
    const port = i % 8 === 0 ? 51_413 : i % 8 === 1 ? 6881 : 1025 + ((i * 7919) % 60_000);
    const ends: Ends = ['192.168.1.50', 20_000 + i, somebody(i), port];
    const hello = steps(START + 200 * i, udp(['192.168.1.50', 6881, somebody(i), port], 'd1:ad2:id20:'));
    return [
      ...hello,
      ...(i % 2 === 0 ? steps(START + 200 * i, tcp(ends, SYN)) : visit(START + 200 * i, ends)),
    ];
  }),
  'discovery: asked of all, answered by one host at ever new ports': each(60, (i) =>
    steps(
      START + 1000 * i,
      udp(['192.168.1.9', 50_000 + i, '239.255.255.250', 1900], 'M-SEARCH'),
      udp(['192.168.1.1', 40_001, '192.168.1.9', 50_000 + i], 'HTTP/1.1 200 OK'),
      udp(['192.168.1.9', 5353, '224.0.0.251', 5353], 'who is there'),
    ),
  ),
  'the same where only the answers are seen': each(60, (i) =>
    steps(START + 1000 * i, udp(['192.168.1.1', 1900, '192.168.1.9', 50_000 + i], 'HTTP/1.1 200 OK')),
  ),
  'a mail server that asks one name server for long texts, each another': each(3000, (i) => {
    const ends: Ends = ['10.0.0.25', 20_000 + i, '10.0.0.9', 53];
    const answer = Buffer.concat([dns(`k${i}._domainkey.example`, 0x8180), Buffer.alloc(900, 'z')]);
    return steps(
      START + 2 * i,
      udp(ends, dns(`k${i}._domainkey.example`, 0x100)),
      udp(reversed(ends), answer),
    );
  }),
  'file sharing whose partners are gone, as their hosts say': each(4000, (i) => {
    const asking = udp(['10.0.0.7', 6881, somebody(i), 1024 + ((i * 7919) % 60_000)], 'd1:ad2:id20:');
    return steps(START + i, asking, unreachable(somebody(i), '10.0.0.7', asking, 3));
  }),
  'a monitor that pings a thousand hosts at once': each(6000, (i) =>
    steps(START + i, icmp('10.1.0.5', somebody(i % 1000), 8), icmp(somebody(i % 1000), '10.1.0.5', 0)),
  ),
  'a resolver whose clients mistype now and then': each(4000, (i) =>
    lookup(START + 10 * i, '10.0.0.9', `www.site${i}.example`, i % 8 === 0 ? NO_SUCH_NAME : 0),
  ),
  'a mail server that asks block lists and for names of addresses': each(2000, (i) => {
    const nibbles = Array.from({ length: 32 }, (_, k) => ((i >> (k % 11)) & 15).toString(16)).join('.');
    const name = i % 2 === 0 ? `${nibbles}.ip6.arpa` : `${i % 250}.2.0.192.bl.example`;
    return lookup(START + 20 * i, '10.0.0.25', name, NO_SUCH_NAME);
  }),
  'an address that moves to the other router and back': each(24, (i) => {
    const mac = i >= 8 && i < 16 ? '02:00:00:00:00:bb' : '02:00:00:00:00:aa';
    return [
      { time: START + 10_000 * i, bytes: arp(1, '02:00:00:00:00:09', '10.6.0.9', '10.6.0.1') },
      { time: START + 10_000 * i + 1, bytes: arp(2, mac, '10.6.0.1', '10.6.0.9') },
      ...(i === 8 || i === 16
        ? [{ time: START + 10_000 * i - 5, bytes: arp(2, mac, '10.6.0.1', '10.6.0.1') }]
        : []),
    ];
  }),
  'a gateway whose answers are mirrored and the questions not': each(200, (i) => [
    { time: START + 500 * i, bytes: arp(2, '02:00:00:00:00:aa', '10.6.0.1', `10.6.0.${(i % 100) + 10}`) },
  ]),
  'a video that nobody answers': each(3000, (i) =>
    steps(START + 2 * i, udp(['10.7.0.1', 5004, '10.7.0.9', 5004], 'frame')),
  ),
  'a line that is measured hop by hop through ever new ports (mtr -u)': each(400, (i) => {
    const question = udp(['10.0.0.8', 40_000, SERVER, 33_000 + i], 'where');
    question[8] = 1 + (i % 12);
    return steps(START + 100 * i, question, ...(i % 12 === 11 ? [icmp(SERVER, '10.0.0.8', 3, 3)] : []));
  }),
  'a collector of logs, which answers nobody': each(6000, (i) =>
    steps(START + i / 2, udp([`10.2.0.${(i % 25) + 1}`, 30_000 + (i % 25), '10.0.0.5', 514], 'line')),
  ),
  'a collector of five kinds of telemetry, which answers nobody': each(16_000, (i) => {
    const port = [514, 2055, 8125, 12_201, 6343][i % 5] ?? 0;
    return steps(
      START + i / 4,
      udp([`10.2.${i % 3}.${(i % 200) + 1}`, 30_000 + (i % 200), '10.0.0.5', port], 'line'),
    );
  }),
  'a time server of which only the questions are captured': each(6000, (i) =>
    steps(START + i / 2, udp([somebody(i % 3000), 1024 + i, SERVER, 123], 'when')),
  ),
  'a monitor that opens and closes the forty ports of a host, with not a word': each(200, (i) => {
    const ends: Ends = ['10.1.0.9', 20_000 + i, '10.1.1.7', 8000 + (i % 40)];
    return steps(START + 100 * i, ...asked(ends), ...closed(ends));
  }),
  'a server that looks whether its clients are there, behind a gateway that forgot them': each(60, (i) => {
    const ends: Ends = [SERVER, 443, '198.51.100.1', 20_000 + i];
    return steps(START + 20 * i, tcp(ends, ACK), tcp(reversed(ends), RST));
  }),
  'a server that takes leave of clients that are gone': each(60, (i) => {
    const ends: Ends = [SERVER, 443, '198.51.100.1', 20_000 + i];
    return steps(START + 20 * i, tcp(ends, FIN_ACK), tcp(reversed(ends), RST));
  }),
  'a server that is started anew while its clients still send': each(6000, (i) => {
    const ends: Ends = [somebody(i), 1024 + i, SERVER, 443];
    return steps(START + i / 2, tcp(ends, ACK, 'more'), tcp(reversed(ends), RST));
  }),
  'the middle of thousands of downloads': each(6000, (i) => {
    const ends: Ends = [somebody(i), 1024 + i, SERVER, 443];
    return steps(START + i / 4, tcp(ends, ACK), tcp(reversed(ends), ACK, 'bytes'), tcp(ends, ACK));
  }),
  'a balancer that leaves all connections of a server it had for long': each(3000, (i) =>
    steps(START + i / 3, tcp([SERVER, 8080, '10.0.0.1', 1024 + i], RST | ACK)),
  ),
  'uploads over a very bad line': each(30, (i) => slowBody(START + 100 * i, 20_000 + i, 8192, 150)),
  'bodies of a gigabyte that stay open on purpose (RPC over HTTP)': each(30, (i) =>
    slowBody(START + 100 * i, 20_000 + i, 2 ** 30, 10, 'RPC_IN_DATA'),
  ),
  'what comes to a proxy, where what it sends is not captured': each(6000, (i) => {
    const ends: Ends = [somebody(i % 300), 443, '10.0.0.1', 1024 + i];
    return steps(START + i / 2, tcp(ends, SYN | ACK), tcp(ends, ACK, 'page'));
  }),
  'what a victim of forged packets sends back': each(3000, (i) =>
    steps(START + 2 * i, tcp([SERVER, 80, somebody(i), 1024 + i], i % 3 === 0 ? RST | ACK : SYN | ACK)),
  ),
};

const scan = (source: string, count: number, gap: number): Made[] =>
  each(count, (i) => steps(START + gap * i, tcp([source, 40_000, SERVER, i + 1], SYN)));
const sweep = (source: string, count: number, gap: number, ports: readonly number[]): Made[] =>
  each(count, (i) =>
    steps(START + gap * i, tcp([source, 40_000, somebody(i), ports[i % ports.length] ?? 0], SYN)),
  );

/** The rule that finds each, and what it groups by. */
export const ATTACKS: Readonly<
  Record<string, readonly [rule: string, group: object, packets: readonly Made[]]>
> = {
  'fast scan': ['capture_port_scan', { src_ip: '192.0.2.7', dst_ip: SERVER }, scan('192.0.2.7', 100, 5)],
  'scan by a host that talks with hundreds of others': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    [
      ...each(600, (i) => visit(START + 20 * i, ['192.0.2.7', 20_000 + i, somebody(i), 443])),
      ...each(100, (i) => steps(START + 15_000 + 20 * i, ...refused(['192.0.2.7', 40_000, SERVER, i + 1]))),
    ],
  ],
  'scan with a second between ports': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    scan('192.0.2.7', 40, 1000),
  ],
  'scan with half an hour between ports': [
    'capture_port_scan_slow',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    scan('192.0.2.7', 40, 1_800_000),
  ],
  'scan for protocols': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(120, (i) => steps(START + 20 * i, ip('192.0.2.7', SERVER, 133 + i, Buffer.alloc(8)))),
  ],
  'scan for ports of UDP, the high ones too': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(60, (i) => steps(START + 400 * i, udp(['192.0.2.7', 40_000, SERVER, 600 * (i + 1)]))),
  ],
  'scan for ports of UDP that asks each of them eleven times, as nmap does at most': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(60 * 11, (i) => steps(START + 40 * i, udp(['192.0.2.7', 40_000, SERVER, 600 * ((i % 60) + 1)]))),
  ],
  'scan for ports of UDP that sends each of them sixteen datagrams, and is refused once a second, as Linux does':
    [
      'capture_port_scan',
      { src_ip: '192.0.2.7', dst_ip: SERVER },
      each(60 * 16, (i) => {
        const datagram = udp(['192.0.2.7', 40_000, SERVER, 600 * (Math.floor(i / 16) + 1)]);
        return steps(
          START + 5 * i,
          datagram,
          ...(i % 200 === 0 ? [unreachable(SERVER, '192.0.2.7', datagram, 3)] : []),
        );
      }),
    ],
  'scan for ports of SCTP': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    // As `nmap -sY` does: fast, and each port twice.
    [0, 1000].flatMap((wait) =>
      each(1500, (i) => steps(START + wait + i / 2, sctp(['192.0.2.7', 40_000, SERVER, 1000 + i], INIT))),
    ),
  ],
  'one host of four that scan at once': [
    'capture_port_scan',
    { src_ip: '192.0.2.2', dst_ip: SERVER },
    each(4, (i) => scan(`192.0.2.${i + 1}`, 100, 8)),
  ],
  'sweep for one port': [
    'capture_host_sweep',
    { src_ip: '192.0.2.7', dst_port: '23' },
    sweep('192.0.2.7', 200, 10, [23]),
  ],
  'sweep that asks twice, and each time anew': [
    'capture_host_sweep',
    { src_ip: '192.0.2.7', dst_port: '443' },
    each(60, (i) =>
      [0, 1000].flatMap((wait) =>
        steps(START + 50 * i + wait, tcp(['192.0.2.7', 20_000 + i + wait, somebody(i), 443], SYN)),
      ),
    ),
  ],
  'worm that waits for its connections': [
    'capture_host_sweep',
    { src_ip: '10.0.0.7', dst_port: '445' },
    each(60, (i) =>
      [0, 1000, 3000].flatMap((wait) =>
        steps(START + 100 * i + wait, tcp(['10.0.0.7', 20_000 + i, somebody(i), 445], SYN)),
      ),
    ),
  ],
  'sweep for a port and its neighbour': [
    'capture_host_sweep',
    { src_ip: '192.0.2.7', dst_port: '2323' },
    sweep('192.0.2.7', 200, 10, [23, 23, 23, 2323]),
  ],
  'sweep from behind a busy gateway': [
    'capture_host_sweep',
    { src_ip: '198.51.100.1', dst_port: '22' },
    [
      ...(BENIGN['a gateway with many clients behind it, every twentieth server gone'] ?? []),
      ...sweep('198.51.100.1', 100, 100, [22]),
    ],
  ],
  'sweep over hosts that all answer': [
    'capture_host_sweep',
    { src_ip: '192.0.2.7', dst_port: '22' },
    each(40, (i) => {
      const ends: Ends = ['192.0.2.7', 40_000, somebody(i), 22];
      return steps(START + 20 * i, tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), tcp(ends, RST));
    }),
  ],
  'SYN flood of one source with ever new ports': [
    'capture_syn_flood',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(1000, (i) => steps(START + 3 * i, tcp(['192.0.2.7', 1024 + i, SERVER, 80], SYN))),
  ],
  'SYN flood of five sources': [
    'capture_syn_flood_distributed',
    { dst_ip: SERVER },
    each(1000, (i) => steps(START + 3 * i, tcp([`192.0.2.${i % 5}`, 1024 + i, SERVER, 80], SYN))),
  ],
  'SYN flood of one source that completes few handshakes, each asked for eight times': [
    'capture_syn_flood',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    [
      ...each(2400, (i) => steps(START + 1.25 * i, tcp(['192.0.2.7', 1024 + i, SERVER, 80], SYN))),
      ...each(90, (i) => {
        const ends: Ends = ['192.0.2.7', 20_000 + i, SERVER, 80];
        return steps(START + 33 * i, ...each(7, () => [tcp(ends, SYN)]), ...asked(ends));
      }),
    ],
  ],
  'SYN flood that asks eight times each, and pretends to be refused once': [
    'capture_syn_flood_distributed',
    { dst_ip: SERVER },
    each(360, (i) => {
      const ends: Ends = [somebody(i), 1024 + i, SERVER, 80];
      return steps(START + 9 * i, ...each(7, () => [tcp(ends, SYN)]), ...refused(ends));
    }),
  ],
  'SYN in the name of their own target, which is named as no attacker (land)': [
    'capture_syn_flood_distributed',
    { dst_ip: SERVER },
    each(1000, (i) => steps(START + 3 * i, tcp([SERVER, 1024 + i, SERVER, 80], SYN))),
  ],
  'SYN flood while the service goes on for others': [
    'capture_syn_flood_distributed',
    { dst_ip: SERVER },
    [
      ...(BENIGN['a busy web server, 200 visits a second, some that never come through'] ?? []),
      ...each(4000, (i) => steps(START + 6000 + i, tcp([somebody(9000 + i), 1024, SERVER, 443], SYN))),
    ],
  ],
  'answers of name servers that were never asked': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    each(4000, (i) => steps(START + i / 2, udp([somebody(i % 200), 53, SERVER, 1024 + i], 'large'))),
  ],
  'answers of a cache that were never asked for, at ever new ports: who answers looks for none': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    each(6000, (i) =>
      steps(
        START + (i >> 1),
        udp([somebody(i % 100), 11_211, SERVER, 1024 + ((i * 7919) % 60_000)], 'VALUE'),
      ),
    ),
  ],
  'answers of time servers that were never asked, at one port of a host that is silent': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    each(6000, (i) => steps(START + (i >> 1), udp([somebody(i % 900), 123, SERVER, 80], 'monlist'))),
  ],
  'acknowledgements of nothing, to find out which ports a firewall lets through': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(100, (i) => {
      const ends: Ends = ['192.0.2.7', 52_345, SERVER, i + 1];
      return steps(START + 20 * i, tcp(ends, ACK), tcp(reversed(ends), RST));
    }),
  ],
  'the same with FIN, as Maimon found': [
    'capture_port_scan',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(100, (i) => {
      const ends: Ends = ['192.0.2.7', 52_345, SERVER, i + 1];
      return steps(START + 20 * i, tcp(ends, FIN_ACK), tcp(reversed(ends), RST));
    }),
  ],
  'datagrams of invented senders at one port of a server that is silent': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    each(4000, (i) =>
      steps(
        START + i / 2,
        udp([i % 9 === 0 ? `240.${i % 250}.1.1` : somebody(i), 1024 + i, SERVER, 53], 'x'),
      ),
    ),
  ],
  'datagrams of many at all ports of a server that is silent': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    each(4000, (i) =>
      steps(START + i / 2, udp([somebody(i), 1024 + i, SERVER, 1 + ((i * 7919) % 65_000)], 'x')),
    ),
  ],
  'datagrams of many at one port of a server that answers others': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    [
      ...visit(START, [somebody(1), 20_000, SERVER, 443]),
      ...each(4000, (i) => steps(START + 100 + i / 2, udp([somebody(i % 500), 1024 + i, SERVER, 53], 'x'))),
    ],
  ],
  'datagrams of one source at a closed port': [
    'capture_udp_flood',
    { dst_ip: SERVER },
    each(3000, (i) =>
      steps(
        START + i,
        udp(['192.0.2.7', 1024 + i, SERVER, 53], 'x'),
        ...(i % 50 === 0 ? [icmp(SERVER, '192.0.2.7', 3, 3)] : []),
      ),
    ),
  ],
  'acknowledgements of no connection, from everywhere': [
    'capture_tcp_flood',
    { dst_ip: SERVER, flood: 'ack' },
    [
      ...visit(START, [somebody(1), 20_000, SERVER, 443]),
      ...each(4000, (i) => steps(START + 100 + i / 2, tcp([somebody(i + 9), 1024 + i, SERVER, 443], ACK))),
    ],
  ],
  'resets of no connection, from one source at ever new ports': [
    'capture_tcp_flood',
    { dst_ip: SERVER, flood: 'rst' },
    [
      ...visit(START, [somebody(1), 20_000, SERVER, 443]),
      ...each(4000, (i) => steps(START + 100 + i / 2, tcp(['192.0.2.7', 1024 + i, SERVER, 443], RST))),
    ],
  ],
  'all flags lit like a Christmas tree, at one port': [
    'capture_tcp_flood',
    { dst_ip: SERVER, flood: 'fin' },
    each(600, (i) => steps(START + 4 * i, tcp([somebody(i), 1024 + i, SERVER, 80], 41))),
  ],
  'acknowledgements that are refused, some of senders that cannot be (hping3 -A --rand-source)': [
    'capture_tcp_flood',
    { dst_ip: SERVER, flood: 'ack' },
    each(6000, (i) => {
      const ends: Ends = [i % 9 === 0 ? `240.${i % 250}.1.1` : somebody(i), 1024 + i, SERVER, 80];
      const answer =
        i % 9 === 0 ? [] : [{ time: START + i / 2 + 0.1, bytes: ethernet(tcp(reversed(ends), RST)) }];
      return [{ time: START + i / 2, bytes: ethernet(tcp(ends, ACK)) }, ...answer];
    }),
  ],
  'acknowledgements so many that no restart explains them': [
    'capture_tcp_flood',
    { dst_ip: SERVER, flood: 'ack' },
    each(12_000, (i) => {
      const ends: Ends = [somebody(i), 1024 + i, SERVER, 80];
      return [
        { time: START + i / 8, bytes: ethernet(tcp(ends, ACK)) },
        { time: START + i / 8 + 1, bytes: ethernet(tcp(reversed(ends), RST)) },
      ];
    }),
  ],
  'answers of web servers to questions asked in the name of another': [
    'capture_syn_ack_reflection',
    { dst_ip: SERVER, flood: 'syn-ack' },
    each(3000, (i) => {
      const ends: Ends = [somebody(i % 400), 443, SERVER, 1024 + i];
      return steps(START + i, tcp(ends, SYN | ACK), tcp(reversed(ends), RST));
    }),
  ],
  'SYN-ACK in the name of senders that cannot be, to a host that is silent': [
    'capture_syn_ack_reflection',
    { dst_ip: SERVER, flood: 'syn-ack' },
    each(3000, (i) =>
      steps(
        START + i,
        tcp([i % 9 === 0 ? `240.${i % 250}.1.1` : somebody(i), 1024 + i, SERVER, 80], SYN | ACK),
      ),
    ),
  ],
  'ping flood': [
    'capture_icmp_flood',
    { dst_ip: SERVER },
    each(900, (i) => steps(START + 3 * i, icmp(somebody(i), SERVER, 8))),
  ],
  'answers to pings that somebody sent in the name of another (Smurf)': [
    'capture_icmp_answer_flood',
    { dst_ip: SERVER },
    [
      ...visit(START, [somebody(1), 20_000, SERVER, 443]),
      ...each(3000, (i) => steps(START + 100 + i, icmp(somebody(i % 250), SERVER, 0))),
    ],
  ],
  'requests for the time, each answered (hping3 --icmp -C 13)': [
    'capture_icmp_flood',
    { dst_ip: SERVER },
    each(3000, (i) => steps(START + i / 2, icmp('192.0.2.7', SERVER, 13), icmp(SERVER, '192.0.2.7', 14))),
  ],
  'later fragments from everywhere, no first one (hping3 --rand-source -x -g 64)': [
    'capture_fragment_flood',
    { dst_ip: SERVER, flood: 'fragment' },
    each(3000, (i) => steps(START + i / 2, fragment(somebody(i), SERVER, i, 64, true))),
  ],
  'packets of a protocol that nobody uses (hping3 --rawip -H 255 --rand-source)': [
    'capture_protocol_flood',
    { dst_ip: SERVER, flood: 'protocol' },
    each(3000, (i) => steps(START + i / 2, ip(somebody(i), SERVER, 255, Buffer.alloc(80)))),
  ],
  'membership reports of one host to another (hping3 --rawip -H 2)': [
    'capture_protocol_flood',
    { dst_ip: SERVER, flood: 'protocol' },
    each(3000, (i) => steps(START + i / 2, ip('192.0.2.7', SERVER, 2, Buffer.alloc(8)))),
  ],
  'beginnings of SCTP from everywhere, each answered, none followed up': [
    'capture_protocol_flood',
    { dst_ip: SERVER, flood: 'protocol' },
    each(3000, (i) => {
      const ends: Ends = [somebody(i), 1024 + i, SERVER, 3868];
      return steps(START + i / 2, sctp(ends, INIT), sctp(reversed(ends), INIT_ACK));
    }),
  ],
  'one that asks for routers without end (flood_rs6)': [
    'capture_protocol_flood',
    { dst_ip: 'ff02::1', flood: 'protocol' },
    each(3000, (i) =>
      steps(START + i / 2, ip('fe80::66', 'ff02::1', 58, Buffer.from([133, 0, 0, 0, 0, 0, 0, 0]))),
    ),
  ],
  'errors about datagrams that were never sent (BlackNurse)': [
    'capture_icmp_answer_flood',
    { dst_ip: SERVER },
    [
      ...visit(START, [somebody(1), 20_000, SERVER, 443]),
      ...each(6000, (i) =>
        steps(
          START + 100 + i / 3,
          unreachable('192.0.2.7', SERVER, udp([SERVER, 4000 + i, somebody(i), 9]), 3),
        ),
      ),
    ],
  ],
  'a name server that is asked in the name of a victim': [
    'capture_amplification',
    { dst_ip: SERVER, dst_port: '53' },
    each(1500, (i) => {
      const ends: Ends = ['198.51.100.7', i % 2 === 0 ? 80 : 53_124, SERVER, 53];
      const message = (flags: number): Buffer => {
        const bytes = dns('example.org', flags);
        bytes.writeUInt16BE(i, 0);
        return bytes;
      };
      const answer = Buffer.concat([message(0x8180), Buffer.alloc(1200, 'z')]);
      return steps(START + 2 * i, udp(ends, message(0x100)), udp(reversed(ends), answer));
    }),
  ],
  'a host that tells another again and again that it is the router': [
    'capture_arp_spoofing',
    { claimed_ip: '10.6.0.1' },
    each(20, (i) => [{ time: START + 2000 * i, bytes: arp(2, '02:00:00:00:00:66', '10.6.0.1', '10.6.0.9') }]),
  ],
  'pings that carry a conversation': [
    'capture_icmp_tunnel',
    { src_ip: '10.0.0.7', dst_ip: SERVER },
    each(40, (i) =>
      steps(
        START + 500 * i,
        ping('10.0.0.7', SERVER, 8, i, `question ${i}`.padEnd(200, '?')),
        ping(SERVER, '10.0.0.7', 0, i, `answer ${i}`.padEnd(1000, '!')),
      ),
    ),
  ],
  'the same, of an end whose system answers by itself as well': [
    'capture_icmp_tunnel',
    { src_ip: '10.0.0.7', dst_ip: SERVER },
    each(20, (i) => {
      const question = `question ${i}`.padEnd(28, '?');
      return steps(
        START + 500 * i,
        ping('10.0.0.7', SERVER, 8, i, question),
        ping(SERVER, '10.0.0.7', 0, i, question),
        ping(SERVER, '10.0.0.7', 0, 2 * i, `answer ${i}`.padEnd(1000, '!')),
      );
    }),
  ],
  'requests that are held open': [
    'capture_slow_requests',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(60, (i) => {
      const ends: Ends = ['192.0.2.7', 20_000 + i, SERVER, 80];
      const line = (k: number): Buffer => tcp(ends, ACK, 'X-a: b\r\n', 100 + 18 + 8 * k);
      const later = each(5, (k) => steps(START + 50 * i + 5000 * (k + 1), line(k)));
      return [...steps(START + 50 * i, ...asked(ends), tcp(ends, ACK, 'GET / HTTP/1.1\r\nA:', 98)), ...later];
    }),
  ],
  'bodies of requests that are sent a few letters at a time': [
    'capture_slow_requests',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(30, (i) => slowBody(START + 100 * i, 20_000 + i, 8192, 10)),
  ],
  'the same, said to be of a gigabyte': [
    'capture_slow_requests',
    { src_ip: '192.0.2.7', dst_ip: SERVER },
    each(30, (i) => slowBody(START + 100 * i, 20_000 + i, 2 ** 30, 10)),
  ],
  'passwords that are guessed over SSH, a connection each': [
    'capture_login_connections',
    { src_ip: '192.0.2.7', dst_ip: SERVER, dst_port: '22' },
    each(60, (i) => visit(START + 3000 * i, ['192.0.2.7', 20_000 + i, SERVER, 22])),
  ],
  'malware that looks for its master': [
    'capture_dns_nxdomain_storm',
    { src_ip: '10.0.0.7' },
    each(300, (i) =>
      lookup(START + 100 * i, '10.0.0.7', `x${(i * 7919).toString(36)}qzk.example`, NO_SUCH_NAME),
    ),
  ],
  'data in names': [
    'capture_dns_tunnel',
    { src_ip: '10.0.0.7' },
    each(300, (i) => lookup(START + 100 * i, '10.0.0.7', `${'a7'.repeat(30)}.${i}.t.example`, 0)),
  ],
};

/** Somebody guesses passwords of FTP. */
export const GUESSING: readonly Made[] = each(30, (i) => {
  const ends: Ends = ['192.0.2.7', 40_000 + i, SERVER, 21];
  return steps(
    START + 500 * i,
    ...asked(ends),
    tcp(ends, ACK, 'USER root\r\n'),
    tcp(reversed(ends), ACK, '331 Password?\r\n'),
    tcp(ends, ACK, `PASS guess${i}\r\n`),
    tcp(reversed(ends), ACK, '530 Login incorrect.\r\n'),
    ...closed(ends),
  );
});
