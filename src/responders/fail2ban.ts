import { canonicalIp } from '../model/addresses/ip.ts';
import type { Ran, Runner } from '../platform/execute.ts';
import {
  allFailed,
  failureOf,
  type ListedBan,
  type Listing,
  type Outcome,
  type Remedies,
  type Responder,
} from './responder.ts';

const REMEDIES: Remedies = {
  missing: 'install fail2ban',
  denied: 'run as root, or set sudo: true (docs/responders.md)',
};

/** Its list has them all the same: the sets of its nftables and ipset actions do not take them, which it only logs. */
const NO_RANGES = 'the actions of fail2ban are made for single addresses: ban a range with nftables';
const REMARK = 'as fail2ban says, on the ports of its jail: what its action does is in fail2ban.log';

/**
 * Bans in a jail of fail2ban, which has its own ban time: what it lets go before our time is over is banned again,
 * what is over for us is let go. The jail's own bans are left alone.
 */
export function fail2banResponder(run: Runner, jail: string): Responder {
  const order = (verb: 'banip' | 'unbanip', values: readonly string[]) =>
    run(['fail2ban-client', 'set', jail, verb, ...values]);
  const outcome = (ran: Ran, values: readonly string[]): Outcome => {
    const why = whyOf(ran, jail);
    return why === null ? { ran: [ran], failures: new Map() } : allFailed([ran], values, why);
  };
  return {
    name: `fail2ban ${jail}`,
    simulated: false,
    renews: true,
    own: false,
    commands: ({ value }) => [['fail2ban-client', 'set', jail, 'banip', value]],
    check: async () => whyOf(await run(['fail2ban-client', 'status', jail]), jail),
    async apply(targets) {
      const values = targets.map(({ value }) => value);
      const ranges = values.filter((value) => value.includes('/'));
      const single = values.filter((value) => !value.includes('/'));
      const none: Outcome = { ran: [], failures: new Map() };
      const done = single.length === 0 ? none : outcome(await order('banip', single), single);
      return { ...done, failures: new Map([...done.failures, ...allFailed([], ranges, NO_RANGES).failures]) };
    },
    revert: async (values) => outcome(await order('unbanip', values), values),
    async list(): Promise<Listing> {
      const ran = await run(['fail2ban-client', 'get', jail, 'banip']);
      const why = whyOf(ran, jail);
      if (why !== null) return { kind: 'unknown', why, forgiven: false };
      const bans = new Map<string, ListedBan>();
      for (const word of ran.stdout.split(/[\s,]/)) {
        const value = canonicalValue(word);
        if (value !== null) bans.set(value, { packets: null, remaining: null });
      }
      return { kind: 'listed', bans, unreached: { ipv4: null, ipv6: null }, remark: REMARK };
    },
  };
}

/** What its client says in its own log's form, in words. */
function whyOf(ran: Ran, jail: string): string | null {
  const why = failureOf(ran, REMEDIES);
  if (why === null || ran.failure !== null) return why;
  if (ran.stderr.includes('NOK')) return `fail2ban has no jail ${jail}: fail2ban-client status`;
  return ran.stderr.includes('Is fail2ban running?')
    ? 'fail2ban does not run: sudo systemctl start fail2ban'
    : why;
}

function canonicalValue(word: string): string | null {
  const [address = '', length] = word.split('/');
  const canonical = canonicalIp(address);
  return canonical === null || length === undefined ? canonical : `${canonical}/${length}`;
}
