import { userInfo } from 'node:os';
import { MINUTE_MS } from '../../model/time.ts';
import { ProtectedSet } from '../../responders/protect.ts';
import { NeededHosts } from '../../responders/protected/hosts.ts';
import { liveProtections } from '../../responders/protected/live.ts';
import type { CoreParts } from '../core.ts';
import { type CoreSettings, NO_RESPONDERS } from '../settings.ts';
import { makeResponders } from './responders.ts';

/** What a core needs to ban, from its settings. */
export function responseParts(
  settings: Pick<CoreSettings, 'response' | 'demo' | 'permits' | 'sshClient' | 'allowlist' | 'defaultBan'>,
): CoreParts['response'] {
  const { response, demo, permits, defaultBan } = settings;
  // Evidence of another day and place must not ban anybody today.
  const { active, dryRun, others } = makeResponders(
    demo === null ? response : { ...response, ...NO_RESPONDERS },
  );
  const { automatic } = response;
  return {
    responders: active,
    dryRun,
    ...(others && { others }),
    protection: protectionOf(settings),
    lengths: { first: defaultBan, longest: response.longestBan },
    automatic: permits === 'all' ? automatic : { ...automatic, mode: 'off' },
    user: userInfo().username,
  };
}

const NAMES_HOLD_MS = 10 * MINUTE_MS;

/** Banning one of these would lock the operator out, or this program in. */
function protectionOf({
  sshClient,
  allowlist,
  response: { trustedProxies, neededHosts, privateToo },
}: Pick<CoreSettings, 'sshClient' | 'allowlist' | 'response'>): ProtectedSet {
  const proxies = trustedProxies.map((address) => ({ address, why: `it is a trusted proxy (${address})` }));
  const own = sshClient === null ? [] : [{ address: sshClient, why: 'your own session comes from it' }];
  const needed = new NeededHosts(neededHosts);
  void needed.refresh();
  if (neededHosts.length > 0) setInterval(() => void needed.refresh(), NAMES_HOLD_MS).unref();
  const live = () => [...own, ...liveProtections(), ...proxies, ...needed.protections];
  return new ProtectedSet({ live, allowlist, privateToo });
}
