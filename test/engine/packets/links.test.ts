import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { arp, ethernet, ip, pcap, pcapng, SYN, tcp, udp } from './build.ts';
import { analyse } from './read.ts';

const V4 = tcp(['192.0.2.7', 40_000, '198.51.100.1', 22], SYN);
const V6 = tcp(['2001:db8::7', 40_000, '2001:db8::1', 22], SYN);
const hex = (text: string, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(text.replaceAll(' ', ''), 'hex'), payload]);
const SNAP = 'aaaa03000000 0800';
/** A data frame to the access point, with quality of service. */
const WLAN = '8801 0000 020000000001 020000000002 020000000003 1000 0000';

/** Link type, and a packet of it that holds a SYN of 192.0.2.7 (or 2001:db8::7). */
const LINKS: Readonly<Record<string, readonly [link: number, bytes: Buffer]>> = {
  'Ethernet, IPv4': [1, ethernet(V4)],
  'Ethernet, IPv6': [1, ethernet(V6)],
  'Ethernet, VLAN': [1, ethernet(hex('0064 0800', V4), 0x8100)],
  'Ethernet, QinQ': [1, ethernet(hex('0064 8100 0065 0800', V4), 0x88a8)],
  'Ethernet, MPLS': [1, ethernet(hex('00064140', V4), 0x8847)],
  'Ethernet, PPPoE': [1, ethernet(hex('1100 0001 002a 0021', V4), 0x8864)],
  'Ethernet, 802.3 with SNAP': [1, ethernet(hex(SNAP, V4), 48)],
  'Linux cooked': [113, hex('0000 0001 0006 0200000000010000 0800', V4)],
  'Linux cooked, version 2': [276, hex('0800 0000 00000002 0001 00 06 0200000000010000', V4)],
  'raw, IPv4': [101, V4],
  'raw, IPv6': [12, V6],
  'only IPv4': [228, V4],
  'only IPv6': [229, V6],
  'null, little endian': [0, hex('02000000', V4)],
  'null, big endian, IPv6 of macOS': [0, hex('0000001e', V6)],
  loop: [108, hex('00000002', V4)],
  PPP: [9, hex('ff03 0021', V4)],
  'PPP, compressed': [9, hex('57', V6)],
  'Cisco HDLC': [104, hex('0f00 0800', V4)],
  '802.11': [105, hex(WLAN + SNAP, V4)],
  '802.11 behind radiotap': [127, hex(`0000 0800 00000000 ${WLAN} ${SNAP}`, V4)],
  '802.11 behind PPI': [192, hex(`00 00 0800 69000000 ${WLAN} ${SNAP}`, V4)],
  'IPv6 with extension headers': [
    101,
    ip('2001:db8::7', '2001:db8::1', 0, hex('3c00000000000000 0600000000000000', V6.subarray(40))),
  ],
};

describe('a SYN is found behind every link layer', () => {
  for (const [name, [link, bytes]] of Object.entries(LINKS)) {
    test(name, () => {
      const { summary } = analyse(pcap([{ time: 1000, bytes }], { link }));
      const wanted = name.includes('IPv6') || name === 'PPP, compressed' ? '2001:db8::7' : '192.0.2.7';
      assert.deepEqual(
        summary.synBySource.map(({ ip: address, syn }) => [address, syn]),
        [[wanted, 1]],
      );
      assert.deepEqual(summary.unknown, {});
    });
  }
});

describe('what is inside a tunnel is kept apart from what carries it', () => {
  const inner = ethernet(V4);
  const TUNNELS: Readonly<Record<string, Buffer>> = {
    gre: ip('203.0.113.1', '203.0.113.2', 47, hex('0000 0800', V4)),
    'gre 5': ip('203.0.113.1', '203.0.113.2', 47, hex('2000 6558 00000005', inner)),
    'vxlan 7': udp(['203.0.113.1', 5000, '203.0.113.2', 4789], hex('08000000 00000700', inner)),
    'vxlan 8': udp(['203.0.113.1', 5000, '203.0.113.2', 4789], hex('0c000001 00000800', V4)),
    'vxlan 9': udp(['203.0.113.1', 5000, '203.0.113.2', 4789], hex('88000000 00000900', inner)),
    'geneve 9': udp(['203.0.113.1', 5000, '203.0.113.2', 6081], hex('00006558 00000900', inner)),
    ipip: ip('203.0.113.1', '203.0.113.2', 4, V4),
    '6in4': ip('203.0.113.1', '203.0.113.2', 41, V6),
  };
  for (const [name, bytes] of Object.entries(TUNNELS)) {
    test(name, () => {
      const { summary } = analyse(pcap([{ time: 1000, bytes: ethernet(bytes) }]));
      assert.deepEqual(summary.tunnels, { [name]: 1 });
      assert.deepEqual([summary.syn, summary.innerSyn], [0, 1]);
      assert.equal(summary.innerSynBySource[0]?.tunnel, name);
      assert.deepEqual(
        summary.talkers.filter(({ tunnel }) => tunnel === null).map((talker) => talker.ip),
        ['203.0.113.1'],
      );
    });
  }

  test('the same address inside and outside is two talkers', () => {
    const outside = ethernet(V4);
    const inside = ethernet(ip('203.0.113.1', '203.0.113.2', 4, V4));
    const { summary } = analyse(pcap([outside, inside].map((bytes) => ({ time: 1000, bytes }))));
    assert.deepEqual(
      summary.talkers
        .filter((talker) => talker.ip === '192.0.2.7')
        .map(({ tunnel, syn }) => [tunnel, syn])
        .sort(),
      [
        [null, 1],
        ['ipip', 1],
      ],
    );
  });
});

test('what is not looked into is counted by name', () => {
  const cases: readonly (readonly [link: number, bytes: Buffer, name: string])[] = [
    [147, V4, 'USER0'],
    [9999, V4, 'link type 9999'],
    [1, ethernet(Buffer.alloc(46), 0x88cc), 'LLDP (0x88cc)'],
    [1, ethernet(Buffer.alloc(46), 0x1234), 'ethertype 0x1234'],
    [105, hex(WLAN.replace('8801', '8841') + SNAP, V4), 'encrypted 802.11'],
    [1, ethernet(Buffer.from('45'), 0x0800), 'malformed'],
  ];
  for (const [link, bytes, name] of cases) {
    const { summary } = analyse(pcap([{ time: 1000, bytes }], { link }));
    assert.deepEqual(summary.unknown, { [name]: 1 });
    assert.equal(summary.packets, 1);
  }
});

test('fragments but the first have no ports and count as packets of their protocol', () => {
  const first = Buffer.from(V4);
  first.writeUInt16BE(0x2000, 6);
  const later = ip('192.0.2.7', '198.51.100.1', 6, Buffer.from('0002000200000000000000005002', 'hex'));
  later.writeUInt16BE(0x0005, 6);
  const { summary } = analyse(pcap([first, later].map((bytes) => ({ time: 1000, bytes: ethernet(bytes) }))));
  assert.equal(summary.syn, 1);
  assert.deepEqual(summary.protocols, { tcp: 2 });
});

test('a TCP header that is cut in two is read all the same', () => {
  const whole = tcp(['192.0.2.7', 40_000, '198.51.100.1', 22], SYN);
  const fragment = (from: number, to: number, id: number): Buffer => {
    const part = ip('192.0.2.7', '198.51.100.1', 6, whole.subarray(20 + from, 20 + to));
    part.writeUInt16BE(id, 4);
    part.writeUInt16BE((to < 20 ? 0x2000 : 0) | (from / 8), 6);
    return part;
  };
  const parts = (id: number): Buffer[] => [fragment(0, 8, id), fragment(8, 16, id), fragment(16, 20, id)];
  const [first, ...others] = parts(2);
  assert.ok(first);
  const sent = [...parts(1), ...others, first, fragment(0, 8, 3), fragment(8, 16, 4)];
  const { summary } = analyse(pcap(sent.map((bytes, index) => ({ time: index, bytes: ethernet(bytes) }))));
  assert.equal(summary.syn, 2);
});

test('ARP is counted among the protocols', () => {
  const { summary } = analyse(
    pcap([{ time: 1000, bytes: arp(1, '02:00:00:00:00:01', '192.0.2.1', '192.0.2.2') }]),
  );
  assert.deepEqual(summary.protocols, { arp: 1 });
});

const tshark = spawnSync('tshark', ['--version'], { stdio: 'ignore' }).error === undefined;
test('tshark finds the same SYN', { skip: tshark ? false : 'tshark is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-links-'));
  try {
    const file = join(folder, 'links.pcapng');
    const sections = Object.values(LINKS).map(([link, bytes]) => pcapng([{ time: 1000, bytes }], { link }));
    writeFileSync(file, Buffer.concat(sections));
    const filter = 'tcp.flags.syn == 1 && tcp.flags.ack == 0';
    const args = ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'ip.src', '-e', 'ipv6.src'];
    const { stdout } = spawnSync('tshark', args, { encoding: 'utf8' });
    const ours = sections.map((section) => analyse(section).summary.synBySource[0]?.ip);
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim()),
      ours,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
