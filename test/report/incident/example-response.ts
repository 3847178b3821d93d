import type { LoggedAction } from '../../../src/model/bans/action.ts';
import type { Decision } from '../../../src/model/bans/decision.ts';

const AT = Date.parse('2026-11-21T00:52:28Z');
const ARGV = ['nft', 'add', 'element', 'inet', 'soc_console', 'banned4', '{ 172.30.77.101 timeout 600s }'];

/** What policy might have done about the first of the attackers. */
export const EXAMPLE_BANS: readonly Decision[] = [
  {
    id: 'd1',
    type: 'ban',
    scope: 'ip',
    value: '172.30.77.101',
    origin: 'policy',
    actor: 'sshd_success_after_bruteforce',
    reason: 'Login after SSH brute force',
    alertId: null,
    responder: 'nftables',
    commands: [ARGV],
    createdAt: AT,
    duration: 600_000,
    expiresAt: AT + 600_000,
    state: 'effective',
    detail: null,
    goal: 'banned',
    enforcements: [
      { responder: 'nftables', state: 'effective', detail: null, packets: 41, checkedAt: AT + 1000 },
    ],
    overridden: null,
    confirmBy: null,
    seenAfter: null,
  },
];

export function exampleActions(): readonly LoggedAction[] {
  const ran = [{ argv: ARGV, exitCode: 0, failure: null, output: '' }];
  const why = { decision: 'd1', reason: 'Login after SSH brute force', alertId: null, failure: null };
  return [
    {
      ...{ number: 1, previous: '0'.repeat(64), hash: '0'.repeat(64) },
      ...{ time: AT, actor: 'sshd_success_after_bruteforce', kind: 'ban', subject: '172.30.77.101' },
      detail: { ...why, responder: 'nftables', ran },
    },
  ];
}
