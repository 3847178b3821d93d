import type { Runner } from '../../platform/execute.ts';
import type { Responder } from '../responder.ts';
import { chainResponder } from './chain.ts';

/**
 * iptables and ip6tables of this machine: what comes to it (INPUT), and what it passes on to containers
 * (DOCKER-USER, which Docker leaves alone, as long as FORWARD leads there) or to other machines (FORWARD).
 */
export function iptablesResponder(run: Runner): Responder {
  return chainResponder({
    name: 'iptables',
    run,
    hooks: [['INPUT'], ['DOCKER-USER', 'FORWARD']],
    remedies: {
      missing: 'install iptables',
      denied:
        'run as root, give CAP_NET_ADMIN (and CAP_NET_RAW where a rule asks an ipset), or set sudo: true (docs/responders.md)',
    },
  });
}
