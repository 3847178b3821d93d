/**
 * Packets of real programs, recorded by tcpdump on the bridge of five network namespaces (Debian 12's packages): `fping -q -g
 * 10.9.0.0/24 -c 2 -i 5`, `nmap -sn -n 10.9.0.0/24`, and slowhttptest -c 24 against nginx, with -B (bodies) and -H (heads).
 * `refused-any`: `tcpdump -i any` on such a bridge, which shows each packet three times, while a program asks 50 times a second for a
 * database that is down. `yersinia-stp`: the first 1,030 frames of `yersinia stp -attack 2`, 18 bytes of each.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { alertsOfCapture } from './alerts.ts';

const RECORDED: Readonly<Record<string, readonly (readonly [rule: string, group: object])[]>> = {
  'fping-network': [['capture_lan_walk', { mac: 'd6:7e:e5:fe:54:cf', src_ip: '10.9.0.30' }]],
  'nmap-sn': [['capture_arp_sweep', { mac: 'e2:d8:ea:95:fc:42', src_ip: '10.9.0.66' }]],
  'slow-post': [['capture_slow_requests', { src_ip: '10.9.0.66', dst_ip: '10.9.0.10' }]],
  'refused-any': [],
  slowloris: [['capture_slow_requests', { src_ip: '10.9.0.66', dst_ip: '10.9.0.10' }]],
  'yersinia-stp': [['capture_card_flood', {}]],
};

describe('of recorded packets exactly this is told', () => {
  for (const [name, told] of Object.entries(RECORDED)) {
    test(name, () => {
      const file = readFileSync(new URL(`../../evidence/captures/${name}.pcap.gz`, import.meta.url));
      const alerts = alertsOfCapture(gunzipSync(file));
      assert.deepEqual(
        alerts.map(({ rule, group }) => [rule.name, group]),
        told,
      );
    });
  }
});
