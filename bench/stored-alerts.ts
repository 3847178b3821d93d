/** A store as months of attacks leave it. */
import type { Alert } from '../src/model/alerts/alert.ts';
import { HOUR_MS, SECOND_MS } from '../src/model/time.ts';
import { Store } from '../src/store/store.ts';

const LINES = 10;
const AT_A_TIME = 5_000;
const OVER_MS = 20 * 24 * HOUR_MS;

/** Writes so many alerts of ten lines each, from the last twenty days until an hour ago. */
export function storeAlerts(state: string, count: number): void {
  const store = Store.open(state);
  const end = Date.now() - HOUR_MS;
  for (let index = 0; index < count; index += AT_A_TIME) {
    const alerts = Array.from({ length: Math.min(AT_A_TIME, count - index) }, (_, at) =>
      alertOf(index + at, end - OVER_MS + ((index + at) * OVER_MS) / count),
    );
    store.commit({ alerts });
  }
  store.close();
}

function alertOf(index: number, firstSeen: number): Alert {
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const source = 'file:/var/log/auth.log';
  return {
    id: index.toString(16).padStart(32, '0'),
    class: 'auth',
    rule: {
      ...{ id: '5f1c0e1e-0001-4000-8000-000000000001', name: 'sshd_bruteforce', title: 'SSH brute force' },
      ...{ level: 'high', tags: ['attack.t1110.001'], confidence: 3, spoofable: 0 },
    },
    group: { src_ip: address },
    firstSeen,
    lastSeen: firstSeen + LINES * SECOND_MS,
    eventCount: LINES,
    sources: [source],
    users: ['root', 'admin'],
    evidence: Array.from({ length: LINES }, (_, at) => ({
      ...{ source, line: index * LINES + at, time: firstSeen + at * SECOND_MS },
      raw: `Jun  1 00:00:00 bastion sshd[${index}]: Failed password for root from ${address} port ${40_000 + at} ssh2`,
    })),
    recommendation: 'Block the address, and let sshd take keys only.',
    historical: false,
    status: 'open',
  };
}
