import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseConnections,
  parseGateways4,
  parseGateways6,
  parseResolvers,
} from '../../../src/responders/protected/proc-net.ts';
import { parseUtmp } from '../../../src/responders/protected/utmp.ts';

test('established connections, of both families, mapped addresses folded', () => {
  const text = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
   1: B80D01200000000000000000010000 00:0016 x 01
   2: B80D0120000000000000000001000000:0016 B80D0120000000000000000007000000:C350 01 00000000:00000000 02:0005 00000000     0        0 12 2 0
   3: 0000000000000000FFFF00000A0200C0:0016 0000000000000000FFFF0000077100CB:C351 01 00000000:00000000 02:0005 00000000     0        0 13 2 0
   4: 0100007F:0016 077100CB:C352 01 00000000:00000000 02:0005 00000000     0        0 14 2 0
   5: 0100007F:0016 077100CB:C353 06 00000000:00000000 02:0005 00000000     0        0 15 2 0
`;
  assert.deepEqual(parseConnections(text), [
    { localPort: 22, peer: '2001:db8::7', peerPort: 50000, inode: '12' },
    { localPort: 22, peer: '203.0.113.7', peerPort: 50001, inode: '13' },
    { localPort: 22, peer: '203.0.113.7', peerPort: 50002, inode: '14' },
  ]);
});

test('gateways of both families, none for a network on the link', () => {
  const routes4 =
    'Iface\tDestination\tGateway \tFlags\neth0\t00000000\t010200C0\t0003\neth0\t000200C0\t00000000\t0001\n';
  assert.deepEqual(parseGateways4(routes4), ['192.0.2.1']);
  const zeros = '0'.repeat(32);
  const link = 'fe800000000000000000000000000001';
  const routes6 = `${zeros} 00 ${zeros} 00 ${link} 00000400 00000001 00000000 00000003 eth0\n${zeros} 00 ${zeros} 00 ${zeros} ffffffff 1 0 200200 lo\n`;
  assert.deepEqual(parseGateways6(routes6), ['fe80::1']);
});

test('resolvers', () => {
  const text =
    '# comment\nnameserver 192.0.2.53\n nameserver  2001:db8::53 \nsearch example.net\nnameserver\nnameserver fe80::1%eth0\n';
  assert.deepEqual(parseResolvers(text), ['192.0.2.53', '2001:db8::53', 'fe80::1']);
});

test('utmp: only logins from elsewhere, by host or by raw address, never past a record that is cut', () => {
  const record = (type: number, host: string, raw: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(384);
    bytes.writeInt16LE(type, 0);
    bytes.writeInt32LE(42, 4);
    bytes.write(host, 76, 'latin1');
    bytes.set(raw, 348);
    return bytes;
  };
  const v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
  const file = Buffer.concat([
    record(7, '203.0.113.7', []),
    record(7, 'dialin.example.net', [203, 0, 113, 8]),
    record(7, 'dialin.example.net', v6),
    record(7, '203.0.113.9 via mosh [4711]', []),
    record(8, '203.0.113.10', []),
    record(7, ':0', []),
    record(7, '203.0.113.11', []).subarray(0, 200),
  ]);
  assert.deepEqual(
    parseUtmp(file).map(({ peer }) => peer),
    ['203.0.113.7', '203.0.113.8', '2001:db8::7', '203.0.113.9'],
  );
});
