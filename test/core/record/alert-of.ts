import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { Level } from '../../../src/model/level.ts';

/** An alert as the engine makes it. */
export function alertOf({
  level = 'medium',
  tags = [],
  ...part
}: Partial<Alert> & { readonly level?: Level; readonly tags?: readonly string[] }): Alert {
  return {
    id: 'a1',
    class: 'auth',
    rule: { id: 'r1', name: 'rule', title: 'Rule', level, tags, confidence: 2, spoofable: 0 },
    group: { src_ip: '203.0.113.7' },
    firstSeen: 1000,
    lastSeen: 2000,
    eventCount: 5,
    sources: ['a.log'],
    users: [],
    evidence: [],
    recommendation: 'Ban it.',
    historical: false,
    status: 'open',
    ...part,
  };
}
