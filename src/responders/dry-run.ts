import { isIpv6 } from '../model/ip.ts';
import { SECOND_MS } from '../model/time.ts';
import type { Responder } from './responder.ts';

/** Changes nothing: shows what nftables would be told. The default, because nobody is surprised by it. */
export const dryRunResponder: Responder = {
  name: 'dry-run',
  simulated: true,
  commands({ value, duration }) {
    const set = isIpv6(value) ? 'banned6' : 'banned4';
    const timeout = duration === null ? '' : ` timeout ${Math.round(duration / SECOND_MS)}s`;
    return [['nft', 'add', 'element', 'inet', 'soc_console', set, `{ ${value}${timeout} }`]];
  },
  apply: () => Promise.resolve({ state: 'simulated' }),
  revert: () => Promise.resolve({ state: 'simulated' }),
};
