import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { dockerClient } from '../../platform/docker-client.ts';
import { type Runner, systemRunner } from '../../platform/execute.ts';
import { crowdsecResponder } from '../../responders/crowdsec.ts';
import { containerRunner } from '../../responders/docker.ts';
import { dryRun } from '../../responders/dry-run.ts';
import { fail2banResponder } from '../../responders/fail2ban.ts';
import { hookResponder } from '../../responders/hook.ts';
import { chainResponder } from '../../responders/iptables/chain.ts';
import { ipsetResponder } from '../../responders/iptables/ipset.ts';
import { iptablesResponder } from '../../responders/iptables/iptables.ts';
import { nftablesResponder } from '../../responders/nftables/nftables.ts';
import { fewAsked } from '../../responders/others.ts';
import type { Responder } from '../../responders/responder.ts';
import { restingWhenSilent } from '../../responders/silent-programs.ts';
import type { ResponderSettings } from '../settings.ts';

type BanPrograms = {
  /** Those of the configuration; the one that changes nothing when there is none. */
  readonly active: readonly Responder[];
  readonly dryRun: Responder;
  /** What other programs ban on their own account; nobody asks where bans are only simulated. */
  readonly others: ((value: string) => Promise<readonly string[]>) | null;
};

/** Who lets somebody in waits no longer to be told who else shuts them out. */
const ASKED_MS: DurationMs = 4 * SECOND_MS;

/** What programs are run through, for more rights than ours. */
function elevation({ sudo, doas }: ResponderSettings): readonly string[] {
  if (sudo) return ['sudo', '-n', '--'];
  return doas ? ['doas', '-n', '--'] : [];
}

/** Shows its commands as whoever reads them would have to type them. */
function shownAs(prefix: readonly string[], responder: Responder): Responder {
  if (prefix.length === 0) return responder;
  return {
    ...responder,
    commands: (target) => responder.commands(target).map((argv) => [...prefix, ...argv]),
  };
}

/** Makes the responders of the configuration. Nothing is touched yet. */
export function makeResponders(settings: ResponderSettings): BanPrograms {
  const { timeout } = settings;
  const patient = (): Runner => restingWhenSilent(systemRunner({ timeout }), timeout);
  const plain = patient();
  const asked = elevation(settings);
  const run: Runner = (argv, input) => plain([...asked, ...argv], input);
  const active: Responder[] = [];
  if (settings.nftables) active.push(shownAs(asked, nftablesResponder(run)));
  if (settings.iptables) active.push(shownAs(asked, iptablesResponder(run)));
  if (settings.ipset) active.push(shownAs(asked, ipsetResponder(run)));
  for (const { container, privileged } of settings.docker)
    active.push(inContainer(container, privileged, settings));
  for (const jail of settings.fail2ban) active.push(shownAs(asked, fail2banResponder(run, jail)));
  if (settings.crowdsec) active.push(shownAs(asked, crowdsecResponder(run)));
  // The user's program asks for more rights by itself, if it needs them.
  // Two of them may be scripts of one program.
  for (const argv of settings.hooks) active.push(hookResponder(patient(), argv));
  const shown = active[0] ?? nftablesResponder(run);
  const dry = dryRun((target) => shown.commands(target));
  if (active.length === 0) return { active: [dry], dryRun: dry, others: null };
  // A rest of its own: that it is silent when it is only asked keeps no ban from it.
  const brief = restingWhenSilent(systemRunner({ timeout: Math.min(timeout, ASKED_MS) }), MINUTE_MS);
  const briefly: Runner = (argv, input) => brief([...asked, ...argv], input);
  // Its rules grant what is configured, and it tells its operator of everything else.
  const programs = {
    fail2ban: settings.fail2ban.length > 0 ? briefly : brief,
    crowdsec: settings.crowdsec ? briefly : brief,
  };
  return { active, dryRun: dry, others: fewAsked(programs, () => performance.now()) };
}

/** iptables inside a container: it filters what comes to its own network, whatever way that took through the host. */
function inContainer(
  container: string,
  privileged: boolean,
  { timeout, dockerSocket }: ResponderSettings,
): Responder {
  const client = () => dockerClient(dockerSocket);
  const exec = ['docker', 'exec', '-u', '0', ...(privileged ? ['--privileged'] : []), container];
  const responder = chainResponder({
    name: `docker ${container}`,
    run: restingWhenSilent(containerRunner({ container, privileged, timeout, client }), timeout),
    hooks: [['INPUT']],
    remedies: {
      missing: `install iptables in the container ${container}`,
      denied: privileged
        ? 'Docker itself lacks the right: give the container NET_ADMIN (--cap-add NET_ADMIN) and set privileged: false'
        : `start the container ${container} with --cap-add NET_ADMIN, or set privileged: true for it`,
    },
  });
  return shownAs(exec, responder);
}
