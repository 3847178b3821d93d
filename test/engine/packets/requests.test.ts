import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loggedText } from '../../../src/engine/packets/payload/text.ts';
import { fc } from '../../support/properties.ts';
import { ACK, type Ends, ethernet, type Made, PSH_ACK, pcap, RST, reversed, SYN, tcp } from './build.ts';
import { analyse } from './read.ts';

const START = 1_795_222_400_000;
const ENDS: Ends = ['192.0.2.7', 40_000, '198.51.100.1', 80];
/** Close to where the numbers wrap around. */
const FIRST = 0xffffffe0;

const LOGIN = 'POST /login HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 11\r\n\r\nuser=GET /x';
const CHUNKED =
  'POST /up HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nGET /\r\n10\r\n0123456789\r\n\r\n\r\n\r\n0\r\nTrailer: 1\r\n\r\n';
const ATTACK = "GET /item?id=1'%20OR%20'1'='1 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: sqlmap\r\n\r\n";
const BARE = 'GET /old HTTP/1.0\n\n';
const LINES = [
  'POST /login HTTP/1.1',
  'POST /up HTTP/1.1',
  "GET /item?id=1'%20OR%20'1'='1 HTTP/1.1",
  'GET /old HTTP/1.0',
];
const ALL = LOGIN + CHUNKED + ATTACK + BARE;

type Part = { readonly from: number; readonly text: string };

/** Cut before these places. */
function cut(text: string, places: readonly number[]): Part[] {
  const ends = [...new Set(places.filter((place) => place > 0 && place < text.length)), text.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, index) => ({
    from: ends[index - 1] ?? 0,
    text: text.slice(ends[index - 1] ?? 0, end),
  }));
}

/** A connection on which the client says this, in segments in this order. */
function said(parts: readonly Part[], ends = ENDS): Made[] {
  const handshake = [
    tcp(ends, SYN, '', FIRST - 1),
    tcp(reversed(ends), SYN | ACK),
    tcp(ends, ACK, '', FIRST),
  ];
  const segments = parts.map(({ from, text }) => tcp(ends, PSH_ACK, text, FIRST + from));
  return [...handshake, ...segments].map((bytes, index) => ({ time: START + index, bytes: ethernet(bytes) }));
}

const linesOf = (packets: readonly Made[]): string[] =>
  analyse(pcap(packets)).requests.map(({ line }) => line);

describe('requests are read however their segments come', () => {
  test('all in one', () => {
    assert.deepEqual(linesOf(said(cut(ALL, []))), LINES);
  });

  test('byte by byte', () => {
    assert.deepEqual(
      linesOf(
        said(
          cut(
            ALL,
            Array.from(ALL, (_, index) => index),
          ),
        ),
      ),
      LINES,
    );
  });

  test('cut anywhere, out of order, twice, overlapping', () => {
    const places = fc.array(fc.integer({ min: 1, max: ALL.length - 1 }), { maxLength: 12 });
    const disorder = fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(30), fc.nat(30)), { maxLength: 6 });
    fc.assert(
      fc.property(places, disorder, (cuts, swaps) => {
        const [first, ...parts] = cut(ALL, cuts);
        const sent = [...parts];
        for (const [from, to, before, after] of swaps) {
          // Again, with some of what stands around it.
          const part = parts[from % Math.max(parts.length, 1)];
          if (part === undefined) continue;
          const start = Math.max(0, part.from - before);
          const end = Math.min(ALL.length, part.from + part.text.length + after);
          sent.splice(to % (sent.length + 1), 0, { from: start, text: ALL.slice(start, end) });
        }
        for (const [from, to] of swaps) {
          const [moved] = sent.splice(from % Math.max(sent.length, 1), 1);
          if (moved) sent.splice(to % (sent.length + 1), 0, moved);
        }
        assert.ok(first);
        assert.deepEqual(linesOf(said([first, ...sent])), LINES);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('the beginning last', () => {
    for (const places of [
      [20, 40],
      [12, 60],
      [4, 9],
    ]) {
      const [first, second, third] = cut(ATTACK, places);
      assert.ok(first && second && third);
      assert.deepEqual(linesOf(said([second, third, first])), [LINES[2]], String(places));
      assert.deepEqual(linesOf(said([third, second, first])), [LINES[2]], String(places));
    }
  });

  test('of what comes twice and differs, the first copy counts', () => {
    const innocent = 'GET /innocent HTTP/1.1\r\n\r\n';
    const [head = { from: 0, text: '' }] = cut(innocent, [12]);
    const other = { from: 5, text: 'XXXXXXX' };
    assert.deepEqual(linesOf(said([head, other, { from: 12, text: innocent.slice(12) }])), [
      'GET /innocent HTTP/1.1',
    ]);
  });

  test('seen on three interfaces, and cut when captured (tcpdump -i any -s 200): each counts once', () => {
    const long = `GET /a HTTP/1.1\r\nX-Long: ${'a'.repeat(200)}\r\n\r\n`;
    const packets = said([
      { from: 0, text: long },
      { from: long.length, text: long.replace('/a', '/b') },
    ]).flatMap(({ time, bytes }) =>
      [0, 0.01, 0.02].map((later) => ({
        time: time + later,
        bytes: bytes.subarray(0, 200),
        length: bytes.length,
      })),
    );
    assert.deepEqual(linesOf(packets), ['GET /a HTTP/1.1', 'GET /b HTTP/1.1']);
  });

  test('two connections at once', () => {
    const other: Ends = ['192.0.2.8', 40_000, '198.51.100.1', 80];
    const [mine, theirs] = [said(cut(ATTACK, [9, 30])), said(cut(BARE, [2, 7]), other)];
    const both = mine.flatMap((made, index) => [made, ...(theirs[index] ? [theirs[index]] : [])]);
    assert.deepEqual(linesOf(both).sort(), [LINES[2], LINES[3]].sort());
  });
});

test('evidence is the packet in which the request begins, and answers find their requests', () => {
  const requests = said(cut('GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n', [30]));
  const answers =
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n';
  const answer = { time: START + 90, bytes: ethernet(tcp(reversed(ENDS), PSH_ACK, answers)) };
  const read = analyse(pcap([...requests, answer])).requests;
  assert.deepEqual(
    read.map(({ line, packet, status, bytes }) => [line, packet, status, bytes]),
    [
      ['GET /a HTTP/1.1', 4, 200, 2],
      ['GET /b HTTP/1.1', 4, 404, 5],
    ],
  );
});

test('a segment that is missing ends what cannot be known, and the next request is read again', () => {
  const lost = 'POST /a HTTP/1.1\r\nContent-Length: 2000\r\n\r\n';
  const behind = { from: lost.length + 3000, text: BARE };
  const many = Array.from({ length: 20 }, (_, index) => ({
    from: behind.from + 100 + 20 * index,
    text: BARE,
  }));
  const lines = linesOf(said([{ from: 0, text: lost }, behind, ...many]));
  assert.equal(lines[0], 'POST /a HTTP/1.1');
  assert.ok(lines.includes(LINES[3] ?? ''));
});

test('a body of which only the beginning was captured is passed over by its length on the wire', () => {
  const head = 'POST /a HTTP/1.1\r\nContent-Length: 1000\r\n\r\n';
  const [packets] = [said([{ from: 0, text: head }])];
  const whole = ethernet(tcp(ENDS, PSH_ACK, 'x'.repeat(1000), FIRST + head.length));
  const cutShort = { time: START + 50, bytes: whole.subarray(0, 80), length: whole.length };
  const next = { time: START + 51, bytes: ethernet(tcp(ENDS, PSH_ACK, BARE, FIRST + head.length + 1000)) };
  assert.deepEqual(linesOf([...packets, cutShort, next]), ['POST /a HTTP/1.1', LINES[3]]);
});

test('a head that never ends is told when the connection does, and holds no more than its bound', () => {
  const endless = `GET /long HTTP/1.1\r\n${'X-Header: filling\r\n'.repeat(5000)}`;
  const parts = cut(
    endless,
    Array.from({ length: 90 }, (_, index) => 1000 * (index + 1)),
  );
  assert.deepEqual(linesOf(said(parts)), ['GET /long HTTP/1.1']);
  const reset = { time: START + 500, bytes: ethernet(tcp(ENDS, RST)) };
  assert.deepEqual(linesOf([...said(cut('GET /short HTTP/1.1\r\nHos', [5])), reset]), [
    'GET /short HTTP/1.1',
  ]);
});

test('a password that is spread over segments is kept in none of them', () => {
  const secret = Buffer.from('admin:hunter2secret').toString('base64');
  const text = `GET /private HTTP/1.1\r\nAuthorization: Basic ${secret}\r\nHost: a\r\n\r\n`;
  const { findings, analysis } = analyse(pcap(said(cut(text, [20, text.indexOf(secret) + 12]))));
  assert.deepEqual(
    findings.map(({ service, user, packet }) => [service, user, packet]),
    [['credentials', 'admin', 4]],
  );
  const kept = [4, 5, 6].flatMap((number) => analysis.samples.get(number) ?? []);
  assert.ok(kept.length > 0);
  for (const { bytes } of kept)
    assert.ok(!Buffer.from(bytes).toString('latin1').includes(secret.slice(0, 8)));
});

test('what is no HTTP is left alone', () => {
  const lines = ['EHLO mail.example\r\n', '\x16\x03\x01 not text', 'GETTING nowhere', 'USER bob\r\n', 'GET'];
  for (const line of lines) assert.deepEqual(linesOf(said([{ from: 0, text: line }])), [], line);
});

describe('who was not seen to make a connection', () => {
  const client = (number: number): string => `20.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  const request = 'GET /a HTTP/1.1\r\n\r\n';
  const invented = (count: number): Made[] =>
    Array.from({ length: count }, (_, i) => ({
      time: START + i,
      bytes: ethernet(tcp([client(i), 1024, '198.51.100.1', 80], PSH_ACK, request, 1)),
    }));

  test('is told of all the same, up to a bound, beyond which it is counted', () => {
    const { requests, summary } = analyse(pcap(invented(5000)));
    assert.equal(requests.length, 4096);
    assert.equal(summary.evicted['unproven-requests'], 904);
  });

  test('takes no room from who was seen to make one, nor from who is known', () => {
    const known: Ends = [client(7), 2048, '198.51.100.1', 80];
    const late = [
      ...said([{ from: 0, text: request }], ['192.0.2.7', 40_000, '198.51.100.1', 80]),
      { time: START, bytes: ethernet(tcp(known, PSH_ACK, request, 1)) },
    ].map(({ bytes }, index) => ({ time: START + 9000 + index, bytes }));
    const { requests } = analyse(pcap([...invented(5000), ...late]));
    assert.deepEqual(
      requests.slice(4096).map((each) => each.client),
      ['192.0.2.7', client(7)],
    );
  });
});

test('of a head that was never finished nothing is left in the next one', () => {
  const parted = (text: string, client: string): Made[] =>
    said(cut(text, [20, 40]), [client, 40_000, '198.51.100.1', 80]);
  const first = parted(
    `GET /first HTTP/1.1\r\nHost: ${'f'.repeat(150)}\r\nReferer: ${'r'.repeat(50)}`,
    '192.0.2.7',
  );
  const reset = { time: START + 10, bytes: ethernet(tcp(['192.0.2.7', 40_000, '198.51.100.1', 80], RST)) };
  const second = parted('GET /second HTTP/1.1\r\nHost: second.example\r\n', '192.0.2.8');
  const { requests } = analyse(pcap([...first, reset, ...second]));
  assert.deepEqual(
    requests.map(({ line, host, referer }) => [line, host, referer?.length ?? null]),
    [
      ['GET /first HTTP/1.1', 'f'.repeat(150), 50],
      ['GET /second HTTP/1.1', 'second.example', null],
    ],
  );
});

test('what a packet says is told as a web server logs it, letter by letter', () => {
  const escaped = (byte: number): string =>
    byte >= 32 && byte < 127 && byte !== 34 && byte !== 92
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(5), (bytes, start) => {
      const end = Math.max(start, bytes.length);
      const within = Math.min(end, bytes.length);
      assert.equal(
        loggedText(bytes.subarray(1), start, within - 1),
        Array.from(bytes.subarray(1 + start, within), escaped).join(''),
      );
    }),
  );
});
