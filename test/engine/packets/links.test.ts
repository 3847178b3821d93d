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
  'PPP with a direction': [204, hex('01 ff03 0021', V4)],
  FDDI: [10, hex(`50 020000000002 020000000001 ${SNAP}`, V4)],
  'IP over InfiniBand': [242, hex(`${'00'.repeat(40)} 0800 0000`, V4)],
  'exported by Wireshark': [252, hex('000c 0004 69700000 0000 0000', V4)],
  'Cisco HDLC': [104, hex('0f00 0800', V4)],
  '802.11': [105, hex(WLAN + SNAP, V4)],
  '802.11 behind radiotap': [127, hex(`0000 0800 00000000 ${WLAN} ${SNAP}`, V4)],
  '802.11 of a mesh': [
    127,
    hex(
      `0000 0800 00000000 ${WLAN.replace('8801', '8803').replace(' 1000 0000', ' 1000 020000000004 0001')}`,
      hex(`001f01000000 ${SNAP}`, V4),
    ),
  ],
  '802.11 in Linux cooked': [
    113,
    hex(`0000 0323 0006 0200000000010000 0019 0000 0800 00000000 ${WLAN} ${SNAP}`, V4),
  ],
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
    'vxlan 10': udp(['203.0.113.1', 5000, '203.0.113.2', 4790], hex('0c000001 00000a00', V4)),
    gtp: udp(
      ['203.0.113.1', 2152, '203.0.113.2', 2152],
      hex('34ff0000 00000007 000000c0 01000a85 01000900', V4),
    ),
    teredo: udp(
      ['203.0.113.1', 3544, '203.0.113.2', 5000],
      hex('0001000000000000000000010000001234aabbccdd', V6),
    ),
    l2tp: udp(['203.0.113.1', 1701, '203.0.113.2', 1701], hex('0002 0007 0001 ff03 0021', V4)),
    etherip: ip('203.0.113.1', '203.0.113.2', 97, hex('3000', inner)),
    mpls: udp(['203.0.113.1', 5000, '203.0.113.2', 6635], hex('00064140', V4)),
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

test('frames in the tunnels of providers are looked into', () => {
  const inner = ethernet(V4);
  const carried: Readonly<Record<string, Buffer>> = {
    'mpls with a control word': ethernet(hex('00065140 00000000', inner), 0x8847),
    'mpls without one': ethernet(hex('00065140', inner), 0x8847),
    '802.1ah 7': ethernet(hex('00000007', inner), 0x88e7),
  };
  for (const [name, bytes] of Object.entries(carried)) {
    const { summary } = analyse(pcap([{ time: 1000, bytes }]));
    assert.equal(summary.innerSynBySource[0]?.ip, '192.0.2.7', name);
  }
});

test('both directions of a phone are one connection, whatever the numbers of their tunnels', () => {
  const carry = (number: string, inner: Buffer): Buffer =>
    ethernet(udp(['203.0.113.1', 2152, '203.0.113.2', 2152], hex(`30ff0000 ${number}`, inner)));
  const answer = tcp(['198.51.100.1', 22, '192.0.2.7', 40_000], SYN | 16);
  const packets = [carry('00000001', V4), carry('00000002', answer)];
  const { summary } = analyse(pcap(packets.map((bytes, index) => ({ time: 1000 + index, bytes }))));
  assert.deepEqual(summary.tunnels, { gtp: 2 });
});

test('what only looks like a tunnel is left alone', () => {
  const cases: readonly Buffer[] = [
    udp(['203.0.113.1', 2152, '203.0.113.2', 2152], hex('3201 0004 00000000 00010000', Buffer.alloc(0))),
    udp(['203.0.113.1', 2152, '203.0.113.2', 2152], hex('34ff0000 00000007 000000c0 00000000', V4)),
    udp(['203.0.113.1', 5000, '203.0.113.2', 3544], hex('0000 1234 aabbccdd', V4)),
    udp(['203.0.113.1', 1701, '203.0.113.2', 1701], hex('c802 0014 00000000 00000000', V4)),
    ip('203.0.113.1', '203.0.113.2', 97, Buffer.from('30')),
  ];
  for (const bytes of cases) {
    const { summary } = analyse(pcap([{ time: 1000, bytes: ethernet(bytes) }]));
    assert.deepEqual([summary.innerSyn, summary.tunnels], [0, {}]);
  }
});

test('a packet that leads in circles is taken apart to an end', () => {
  const circles: readonly (readonly [type: number, turn: string])[] = [
    [0x8864, '1100 0001 0020 0f00 8864'],
    [0x88e7, '00000007 000000000000 000000000000 88e7'],
    [0x8847, '00000100 00000000 000000000000 000000000000 8847'],
    [0x8100, '0007 8100'],
  ];
  for (const [type, turn] of circles) {
    const once = hex(turn, Buffer.alloc(0));
    const bytes = ethernet(Buffer.alloc(260_000, once), type);
    const { summary } = analyse(pcap([bytes, ethernet(V4)].map((each) => ({ time: 1000, bytes: each }))));
    assert.deepEqual([summary.packets, summary.syn], [2, 1]);
  }
});

test('what is not looked into is counted by name', () => {
  const cases: readonly (readonly [link: number, bytes: Buffer, name: string])[] = [
    [147, V4, 'USER0'],
    [9999, V4, 'link type 9999'],
    [1, ethernet(Buffer.alloc(46), 0x88cc), 'LLDP (0x88cc)'],
    [1, ethernet(Buffer.alloc(46), 0x1234), 'ethertype 0x1234'],
    [105, hex(WLAN.replace('8801', '8841') + SNAP, V4), 'encrypted 802.11'],
    [105, hex('d400 0000 020000000001', Buffer.alloc(0)), '802.11 control'],
    [105, hex(WLAN.replace('1000', '1100') + SNAP, V4), 'later fragment of 802.11'],
    [113, hex('0004 0338 0000 0000000000000000 0000', Buffer.alloc(32)), 'NETLINK'],
    [252, hex('000c 0004 68747470 0000 0000', V4), 'WIRESHARK_UPPER_PDU'],
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
