import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACK,
  arp,
  conversation,
  type Ends,
  ethernet,
  ip,
  type Made,
  pcap,
  RST,
  reversed,
  SYN,
  tcp,
  udp,
} from './build.ts';
import { type Analysed, type AnalyseOptions, analyse } from './read.ts';

const START = 1_795_222_400_000;
const VICTIM = '198.51.100.1';

function analysed(packets: readonly Made[], options?: AnalyseOptions): Analysed {
  return analyse(pcap([...packets].sort((a, b) => a.time - b.time)), options);
}

/** So many packets, evenly over a time. */
function spread(count: number, over: number, make: (index: number) => Buffer, start = START): Made[] {
  return Array.from({ length: count }, (_, index) => ({
    time: start + Math.floor((index * over) / count),
    bytes: ethernet(make(index)),
  }));
}

const probe = (port: number, source = '192.0.2.7', target = VICTIM): Ends => [source, 40_000, target, port];

describe('connections in the words of Zeek', () => {
  const ends: Ends = ['192.0.2.7', 40_000, VICTIM, 80];
  const back = reversed(ends);
  const handshake = [tcp(ends, SYN), tcp(back, SYN | ACK), tcp(ends, ACK)];
  const cases: readonly (readonly [string, readonly Buffer[]])[] = [
    ['S0', [tcp(ends, SYN), tcp(ends, SYN)]],
    ['S1', handshake],
    ['S2', [...handshake, tcp(ends, ACK | 1)]],
    ['S3', [...handshake, tcp(back, ACK | 1)]],
    ['SF', [...handshake, tcp(ends, ACK | 1), tcp(back, ACK | 1), tcp(ends, ACK)]],
    ['REJ', [tcp(ends, SYN), tcp(back, RST | ACK)]],
    ['RSTO', [tcp(ends, SYN), tcp(back, SYN | ACK), tcp(ends, RST)]],
    ['RSTR', [...handshake, tcp(back, RST)]],
    ['RSTOS0', [tcp(ends, SYN), tcp(ends, RST)]],
    ['SH', [tcp(ends, SYN), tcp(ends, ACK | 1)]],
    ['SH', [tcp(ends, SYN), tcp(ends, ACK), tcp(ends, ACK, 'data'), tcp(ends, ACK | 1)]],
    ['SHR', [tcp(back, SYN | ACK), tcp(back, ACK, 'data'), tcp(back, ACK | 1)]],
    ['RSTRH', [tcp(back, SYN | ACK), tcp(back, RST)]],
    ['OTH', [tcp(ends, ACK, 'data'), tcp(back, ACK)]],
    ['OTH', [tcp(back, SYN | ACK), tcp(ends, RST)]],
    ['OTH', [tcp(ends, ACK, 'data'), tcp(ends, ACK | 1)]],
    ['OTH', [tcp(ends, ACK, 'data'), tcp(ends, RST)]],
  ];
  for (const [index, [state, packets]] of cases.entries()) {
    test(`${state}, case ${index + 1}`, () => {
      const { summary } = analysed(
        packets.map((bytes, at) => ({ time: START + at, bytes: ethernet(bytes) })),
      );
      const counted = Object.entries(summary.connections).filter(([, count]) => count > 0);
      assert.deepEqual(counted, [[state, 1]]);
    });
  }

  test('answered and completed are of the one who asked', () => {
    const packets = [
      tcp(ends, SYN),
      tcp(back, SYN | ACK),
      tcp(ends, ACK),
      tcp(probe(81), SYN),
      tcp(probe(82), SYN),
    ];
    const { summary } = analysed(
      packets.map((bytes, index) => ({ time: START + index, bytes: ethernet(bytes) })),
    );
    const [first] = summary.synBySource;
    assert.deepEqual(
      [first?.ip, first?.syn, first?.answered, first?.completed, first?.targets, first?.ports],
      ['192.0.2.7', 3, 1, 1, 1, 3],
    );
    assert.equal(summary.synBySourceTotal, 1);
  });
});

describe('scans', () => {
  test('thirty refused ports are a vertical scan, and who refuses is no scanner', () => {
    const asked = spread(30, 3000, (index) => tcp(probe(index + 1), SYN));
    const refused = spread(30, 3000, (index) => tcp(reversed(probe(index + 1)), RST | ACK), START + 1);
    const { findings } = analysed([...asked, ...refused]);
    assert.deepEqual(
      findings.map(({ source, fields }) => [source, fields.scan, fields.dst_ip, fields.distinct]),
      [['192.0.2.7', 'vertical', VICTIM, 30]],
    );
  });

  test('one port of thirty hosts is a horizontal scan', () => {
    const { findings } = analysed(
      spread(30, 3000, (index) => tcp(probe(22, '192.0.2.7', `198.51.100.${index + 1}`), SYN)),
    );
    assert.deepEqual(
      findings.map(({ source, fields }) => [source, fields.scan, fields.dst_port, fields.distinct]),
      [['192.0.2.7', 'horizontal', 22, 30]],
    );
  });

  for (const [name, flags] of [
    ['null', 0],
    ['fin', 1],
    ['xmas', 41],
  ] as const) {
    test(`${name} probes are named as such`, () => {
      const { findings } = analysed(spread(20, 1000, (index) => tcp(probe(index + 1), flags)));
      assert.deepEqual(
        findings.map(({ fields }) => [fields.scan, fields.probe]),
        [['vertical', name]],
      );
    });
  }

  test('a page with thirty servers behind it is no scan, nor is a name server with its answers', () => {
    const page = Array.from({ length: 30 }, (_, index) =>
      conversation(['192.0.2.7', 41_000 + index, `198.51.100.${index + 1}`, 443], START),
    );
    const names = spread(60, 2000, (index) => udp(['192.0.2.53', 53, '192.0.2.7', 20_000 + index], 'answer'));
    const trace = spread(60, 2000, (index) => udp(['192.0.2.7', 50_000, VICTIM, 33_434 + index]));
    assert.deepEqual(analysed([...page.flat(), ...names, ...trace]).findings, []);
  });

  test('a slow scan is counted over its day', () => {
    const { findings } = analysed(spread(30, 10 * 3_600_000, (index) => tcp(probe(index + 1), SYN)));
    const last = findings.at(-1);
    assert.equal(last?.fields.distinct_24h, 30);
    assert.ok(Number(last?.fields.distinct_15m) < 3);
  });
});

describe('floods', () => {
  test('one source is named, with the rate and how few handshakes were completed', () => {
    const ends = (index: number): Ends => ['192.0.2.7', 1024 + index, VICTIM, 80];
    const flood = spread(600, 3000, (index) => tcp(ends(index), SYN));
    const answers = spread(600, 3000, (index) => tcp(reversed(ends(index)), SYN | ACK), START + 1);
    const resets = spread(600, 3000, (index) => tcp(ends(index), RST), START + 2);
    const { findings, summary } = analysed([...flood, ...answers, ...resets]);
    for (const { source, fields } of findings) {
      assert.deepEqual(
        [source, fields.flood, fields.dst_ip, fields.dst_port],
        ['192.0.2.7', 'syn', VICTIM, 80],
      );
      assert.ok(Number(fields.rate) >= 190 && Number(fields.rate) <= 210);
      assert.equal(fields.completed_ratio, 0);
    }
    assert.equal(summary.floods[0]?.packets, 600);
  });

  test('invented sources are counted, none of them is named', () => {
    const { findings } = analysed(
      spread(900, 3000, (index) => tcp([`45.0.${index >> 8}.${index & 255}`, 1024, VICTIM, 80], SYN)),
    );
    assert.ok(findings.length >= 2);
    for (const { source, fields, count } of findings) {
      assert.deepEqual([source, fields.one_source, fields.dst_port], [null, false, 80]);
      const sources = Number(fields.sources) / count;
      assert.ok(sources > 0.6 && sources < 1.4, `${fields.sources} of ${count}`);
    }
  });

  for (const offset of [0, 1, 500, 700, 890])
    test(`the second in which one begins counts too, ${offset} ms into it`, () => {
      const flood = spread(
        600,
        3000,
        (index) => tcp(['192.0.2.7', 1024 + index, VICTIM, 80], SYN),
        START + offset,
      );
      const { findings } = analysed(flood);
      assert.equal(
        findings.reduce((sum, { count }) => sum + count, 0),
        600,
      );
      for (const { fields } of findings) assert.ok(Number(fields.rate) >= 190 && Number(fields.rate) <= 210);
    });

  test('one that begins, ends and begins again counts in full', () => {
    const part = (start: number): readonly Made[] =>
      spread(150, 1000, (index) => tcp(['192.0.2.7', 1024 + index, VICTIM, 80], SYN), START + start);
    const { findings } = analysed([...part(700), ...part(20_400), ...part(40_800)]);
    assert.equal(
      findings.reduce((sum, { count }) => sum + count, 0),
      450,
    );
    for (const { fields } of findings) assert.ok(Number(fields.rate) >= 140, String(fields.rate));
  });

  test('many who connect and talk complete their handshakes', () => {
    const visits = Array.from({ length: 300 }, (_, index) =>
      conversation([`192.0.2.${index % 250}`, 20_000 + index, VICTIM, 443], START + index * 5),
    );
    for (const { fields } of analysed(visits.flat()).findings)
      assert.ok(Number(fields.completed_ratio) > 0.9);
  });

  test('pings and datagrams', () => {
    const pings = spread(300, 1000, () => ip('192.0.2.7', VICTIM, 1, Buffer.from('0800000000000000', 'hex')));
    const datagrams = spread(300, 1000, (index) => udp([`45.0.0.${index % 250}`, 53, VICTIM, 5000], 'x'));
    const kinds = analysed([...pings, ...datagrams]).findings.map(({ fields }) => [
      fields.flood,
      fields.dst_ip,
    ]);
    assert.deepEqual(kinds.sort(), [
      ['icmp', VICTIM],
      ['udp', VICTIM],
    ]);
  });
});

test('an address that two hosts claim in turns', () => {
  const [own, other] = ['02:00:00:00:00:01', '02:00:00:00:00:66'];
  const packets = Array.from({ length: 6 }, (_, index) => ({
    time: START + index * 1000,
    bytes: arp(2, index % 2 === 0 ? own : other, '192.0.2.1', '192.0.2.9'),
  }));
  const last = analysed(packets).findings.at(-1);
  assert.deepEqual(
    [last?.service, last?.fields.claimed_ip, last?.fields.mac, last?.source],
    ['arp', '192.0.2.1', other, null],
  );
  assert.ok(Number(last?.fields.changes) >= 4);
});

test('an address fought over in every packet is told of once a second, with all that it stands for', () => {
  const packets = Array.from({ length: 400 }, (_, index) => ({
    time: START + index * 10,
    bytes: arp(2, index % 2 === 0 ? '02:00:00:00:00:01' : '02:00:00:00:00:66', '192.0.2.1', '192.0.2.9'),
  }));
  const { findings } = analysed(packets);
  assert.ok(findings.length <= 4, `${findings.length} findings`);
  assert.ok(findings.reduce((sum, { count }) => sum + count, 0) >= 300);
});

test('a storm of invented replies tells nothing, and what is let go is counted', () => {
  const packets = Array.from({ length: 10_000 }, (_, index) => ({
    time: START + index,
    bytes: arp(
      2,
      '02:00:00:00:00:66',
      `10.${index >> 8}.${index & 255}.1`,
      `10.99.${index >> 8}.${index & 255}`,
    ),
  }));
  const { findings, analysis } = analysed(packets);
  assert.equal(findings.length, 0);
  assert.ok(analysis.lan.displacedOfArp > 0);
});

test('a failover and questions with their answers are nothing', () => {
  const packets = [
    { time: START, bytes: arp(1, '02:00:00:00:00:09', '192.0.2.9', '192.0.2.1') },
    { time: START + 1, bytes: arp(2, '02:00:00:00:00:01', '192.0.2.1', '192.0.2.9') },
    { time: START + 5000, bytes: arp(1, '02:00:00:00:00:02', '192.0.2.1', '192.0.2.1') },
  ];
  assert.equal(analysed(packets).findings.length, 0);
});

describe('passwords in clear text are named and never kept', () => {
  const SECRET = 'hunter2secret';
  const cases: readonly (readonly [
    service: string,
    user: string | null,
    port: number,
    lines: readonly string[],
  ])[] = [
    ['ftp', 'alice', 21, ['USER alice\r\n', `PASS ${SECRET}\r\n`]],
    ['pop3', 'bob', 110, ['USER bob\r\n', `PASS ${SECRET}\r\n`]],
    ['imap', 'carol', 143, [`a1 LOGIN carol ${SECRET}\r\n`]],
    [
      'http-basic',
      'dave',
      80,
      [
        `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${Buffer.from(`dave:${SECRET}`).toString('base64')}\r\n\r\n`,
      ],
    ],
  ];
  for (const [service, user, port, lines] of cases) {
    test(service, () => {
      const packets = lines.map((line, index) => ({
        time: START + index,
        bytes: ethernet(tcp(probe(port), 24, line)),
      }));
      const { findings, requests, analysis } = analysed(packets);
      assert.deepEqual(
        findings.map((finding) => [finding.fields.login_service, finding.user]),
        [[service, user]],
      );
      const kept = Buffer.concat(
        Array.from({ length: 4 }, (_, number) => Buffer.from(analysis.samples.get(number)?.bytes ?? [])),
      );
      const told = `${JSON.stringify([findings, requests])}${kept.toString('latin1')}`;
      assert.ok(
        !told.includes(SECRET) && !told.includes(Buffer.from(SECRET).toString('base64').slice(2, 10)),
      );
    });
  }
});

describe('what a server says to a login in clear text', () => {
  /** Lines of the server begin with `<`. */
  const cases: readonly (readonly [
    service: string,
    port: number,
    lines: readonly string[],
    told: object[],
  ])[] = [
    [
      'ftp',
      21,
      [
        '<220 ready',
        'USER alice',
        '<331 which?',
        'PASS x',
        '<530 Login incorrect.',
        'USER bob',
        '<331',
        'PASS y',
        '<230 in',
      ],
      [
        ['alice', 'failure'],
        ['bob', 'success'],
      ],
    ],
    ['pop3', 110, ['<+OK', 'USER bob', '<+OK', 'PASS x', '<-ERR no'], [['bob', 'failure']]],
    ['imap', 143, ['<* OK', 'a1 LOGIN carol x', '<a1 NO bad', 'a2 NOOP', '<a2 OK'], [['carol', 'failure']]],
    [
      'imap',
      143,
      ['<* OK', 'a1 LOGIN carol x', '<* CAPABILITY IMAP4rev1\r\na1 OK in'],
      [['carol', 'success']],
    ],
    ['imap', 143, ['<* OK', 'a1 AUTHENTICATE PLAIN', '<+', 'AGEAYg==', '<a1 NO bad'], [[null, 'failure']]],
    ['pop3', 110, ['<+OK', 'AUTH PLAIN', '<+ ', 'AGEAYg==', '<-ERR bad'], [[null, 'failure']]],
    ['smtp', 25, ['<220', 'AUTH PLAIN AGEAYg==', '<535 5.7.8 no'], [[null, 'failure']]],
    ['telnet', 23, ['<login: ', 'root', '<Password: ', 'x', '<', '<Login incorrect'], [[null, 'failure']]],
    ['telnet that lets in', 23, ['<Password: ', 'x', '<Last failed login: 10:00\n$ ', 'cat', '<$ '], []],
    ['no login', 8021, ['<530 no', 'hello', '<230 yes'], []],
  ];
  // A capture of several interfaces shows each packet once for each.
  const shown = cases.flatMap((each) => [1, 3].map((times) => [...each, times] as const));
  for (const [service, port, lines, told, times] of shown) {
    test(`${service}, each packet shown ${times}x`, () => {
      const ends = probe(port);
      const packets = [
        ...[tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), tcp(ends, ACK)],
        ...lines.map((line) =>
          line.startsWith('<')
            ? tcp(reversed(ends), 24, `${line.slice(1)}${line.endsWith(': ') ? '' : '\r\n'}`)
            : tcp(ends, 24, `${line}\r\n`),
        ),
      ];
      const made = packets.flatMap((bytes, index) =>
        Array.from({ length: times }, () => ({ time: START + index, bytes: ethernet(bytes) })),
      );
      const { logins } = analysed(made);
      assert.deepEqual(
        logins.map(({ user, outcome }) => [user, outcome]),
        told,
      );
      for (const login of logins) {
        assert.deepEqual(
          [login.client, login.server, login.port, login.service],
          ['192.0.2.7', VICTIM, port, service],
        );
      }
    });
  }
});

test('a request and its answer make what a line of an access log tells', () => {
  const ends: Ends = ['192.0.2.7', 40_000, VICTIM, 80];
  const { requests } = analysed([
    {
      time: START,
      bytes: ethernet(tcp(ends, 24, 'GET /a?id=1"x HTTP/1.1\r\nHost: shop\r\nUser-Agent: curl/8\r\n\r\n')),
    },
    {
      time: START + 9,
      bytes: ethernet(tcp(reversed(ends), 24, 'HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\n')),
    },
  ]);
  assert.deepEqual(requests, [
    {
      ...{ kind: 'request', time: START, packet: 1, client: '192.0.2.7', line: 'GET /a?id=1\\x22x HTTP/1.1' },
      ...{ user: null, status: 404, bytes: 12, host: 'shop', referer: null, userAgent: 'curl/8' },
    },
  ]);
});

test('connections to a service in cipher are told of by their number, those to others and half-open ones are not', () => {
  const talks = (client: string, port: number, count: number): Made[] =>
    Array.from({ length: count }, (_, index) =>
      conversation([client, 20_000 + index, VICTIM, port], START + 500 * index),
    ).flat();
  const asks = spread(100, 50_000, (index) => tcp(['192.0.2.9', 20_000 + index, VICTIM, 22], SYN));
  const made = [
    ...talks('192.0.2.7', 22, 70),
    ...talks('192.0.2.8', 8443, 70),
    ...talks('192.0.2.6', 22, 15),
  ];
  const found = analysed([...made, ...asks].sort((a, b) => a.time - b.time)).findings;
  assert.deepEqual(
    found
      .filter(({ service }) => service === 'connections')
      .map(({ source, count, fields }) => [source, count, fields.login_service, fields.dst_port]),
    [
      ['192.0.2.7', 16, 'ssh', 22],
      ['192.0.2.7', 32, 'ssh', 22],
      ['192.0.2.7', 64, 'ssh', 22],
    ],
  );
});

test('DNS: names that do not exist, and names that carry data', () => {
  const message = (flags: string, name: string): Buffer =>
    Buffer.concat([
      Buffer.from(`0001${flags}0001000000000000`, 'hex'),
      ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
      Buffer.from('0000010001', 'hex'),
    ]);
  const missing = spread(40, 900, (index) =>
    udp(['192.0.2.53', 53, '192.0.2.7', 5000 + index], message('8183', `n${index}.example`)),
  );
  const long = spread(15, 900, (index) =>
    udp(['192.0.2.8', 5000 + index, '192.0.2.53', 53], message('0100', `${'a'.repeat(60)}.t.example`)),
  );
  // As a capture of several interfaces shows them.
  const thrice = [...missing, ...long].flatMap((made) => [made, made, made]);
  const found = analysed(thrice).findings.filter(({ service }) => service === 'dns');
  assert.deepEqual(found.map(({ source, count, fields }) => [source, count, fields.anomaly]).sort(), [
    ['192.0.2.7', 40, 'no-such-name'],
    ['192.0.2.8', 15, 'long-name'],
  ]);
});

test('more addresses than there is room for: the busy ones stay, and what went is counted', () => {
  const flood = spread(20_000, 20_000, (index) =>
    tcp([`45.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, 1024, VICTIM, 80], SYN),
  );
  const busy = spread(2000, 20_000, (index) => tcp(['192.0.2.7', 1024 + index, VICTIM, 80], SYN));
  const { summary } = analysed([...flood, ...busy], { addresses: 4096 });
  assert.equal(summary.syn, 22_000);
  assert.deepEqual([summary.synBySource[0]?.ip, summary.synBySource[0]?.syn], ['192.0.2.7', 2000]);
  assert.ok((summary.evicted.addresses ?? 0) > 10_000);
});
