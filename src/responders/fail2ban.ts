import { canonicalIp } from '../model/ip.ts';
import type { Runner } from '../platform/execute.ts';
import {
  failureOf,
  type ListedBan,
  type Listing,
  outcomeOf,
  type Remedies,
  type Responder,
} from './responder.ts';

const REMEDIES: Remedies = {
  missing: 'install fail2ban',
  denied: 'run as root, or set sudo: true (docs/responders.md)',
};

/**
 * Bans in a jail of fail2ban, which has its own ban time: what it lets go before our time is over is banned again,
 * what is over for us is let go. The jail's own bans are left alone.
 */
export function fail2banResponder(run: Runner, jail: string): Responder {
  const order = (verb: 'banip' | 'unbanip', values: readonly string[]) =>
    run(['fail2ban-client', 'set', jail, verb, ...values]);
  return {
    name: `fail2ban ${jail}`,
    simulated: false,
    expires: false,
    own: false,
    commands: ({ value }) => [['fail2ban-client', 'set', jail, 'banip', value]],
    async check() {
      const ran = await run(['fail2ban-client', 'status', jail]);
      const why = failureOf(ran, REMEDIES);
      return why !== null && ran.stderr.includes('NOK')
        ? `fail2ban has no jail ${jail}: fail2ban-client status`
        : why;
    },
    apply: async (targets) => {
      const values = targets.map(({ value }) => value);
      return outcomeOf([await order('banip', values)], values, REMEDIES);
    },
    revert: async (values) => outcomeOf([await order('unbanip', values)], values, REMEDIES),
    async list(): Promise<Listing> {
      const ran = await run(['fail2ban-client', 'get', jail, 'banip']);
      const why = failureOf(ran, REMEDIES);
      if (why !== null) return { kind: 'unknown', why, forgiven: false };
      const bans = new Map<string, ListedBan>();
      for (const word of ran.stdout.split(/[\s,]/)) {
        const value = canonicalValue(word);
        if (value !== null) bans.set(value, { packets: null, remaining: null });
      }
      return { kind: 'listed', bans, unreached: { ipv4: null, ipv6: null } };
    },
  };
}

function canonicalValue(word: string): string | null {
  const [address = '', length] = word.split('/');
  const canonical = canonicalIp(address);
  return canonical === null || length === undefined ? canonical : `${canonical}/${length}`;
}
