import type { Ran, Runner } from '../../platform/execute.ts';
import {
  endsOtherwise,
  failureOf,
  type Listing,
  outcomeOf,
  type Remedies,
  type Responder,
} from '../responder.ts';
import { parseRuleset, type Ruleset } from './ruleset.ts';
import { addCommand, addScript, deleteCommand, deleteScript, setupScript, TABLE } from './script.ts';

const REMEDIES: Remedies = {
  missing: 'install nftables',
  denied: 'run as root, give CAP_NET_ADMIN, or set sudo: true (docs/responders.md)',
};

const SCRIPT = ['nft', '-f', '-'] as const;
const NOT_THERE = /No such file or directory/;

/** Bans in sets of an own table, which end by themselves; nothing of any other table is touched. */
export function nftablesResponder(run: Runner): Responder {
  return {
    name: 'nftables',
    simulated: false,
    renews: true,
    own: true,
    commands: (target) => [addCommand(target)],

    async check() {
      const { ran } = await look(run);
      return NOT_THERE.test(ran.stderr) ? null : failureOf(ran, REMEDIES);
    },

    async apply(targets) {
      const values = targets.map(({ value }) => value);
      const before = await look(run);
      const stands = before.ruleset !== null && before.ruleset.broken === null;
      const [only] = targets;
      // Before Linux 6.12 an element that stands keeps the end that it has.
      const otherwise = targets.filter((target) => {
        const standing = before.ruleset?.bans.get(target.value);
        return standing !== undefined && endsOtherwise(standing, target);
      });
      if (stands && only !== undefined && targets.length === 1) {
        const removed = otherwise.length === 0 ? [] : [await run(deleteCommand(only.value))];
        const added = await run(addCommand(only));
        return { ...outcomeOf([added], values, REMEDIES), ran: [...removed, added] };
      }
      const removal = deleteScript(otherwise.map(({ value }) => value));
      const ran = await run(SCRIPT, `${stands ? '' : setupScript()}${removal}${addScript(targets)}`);
      return outcomeOf([ran], values, REMEDIES);
    },

    async revert(values) {
      const { ran: listed, ruleset } = await look(run);
      if (ruleset === null && !NOT_THERE.test(listed.stderr)) return outcomeOf([listed], values, REMEDIES);
      const there = values.filter((value) => ruleset?.bans.has(value));
      const [only] = there;
      if (only === undefined) return outcomeOf([], values, REMEDIES);
      const ran =
        there.length === 1 ? await run(deleteCommand(only)) : await run(SCRIPT, deleteScript(there));
      return outcomeOf([ran], there, REMEDIES);
    },

    async list(): Promise<Listing> {
      const { ran, ruleset } = await look(run);
      if (ruleset !== null) {
        const { bans, broken } = ruleset;
        return { kind: 'listed', bans, unreached: { ipv4: broken, ipv6: broken } };
      }
      if (NOT_THERE.test(ran.stderr)) {
        const why = `there is no table ${TABLE}`;
        return { kind: 'listed', bans: new Map(), unreached: { ipv4: why, ipv6: why } };
      }
      const why = failureOf(ran, REMEDIES) ?? 'nft lists what is not understood';
      return { kind: 'unknown', why, forgiven: false };
    },
  };
}

async function look(run: Runner): Promise<{ readonly ran: Ran; readonly ruleset: Ruleset | null }> {
  const ran = await run(['nft', '-j', 'list', 'table', 'inet', TABLE]);
  if (ran.exitCode !== 0) return { ran, ruleset: null };
  try {
    return { ran, ruleset: parseRuleset(ran.stdout) };
  } catch (error) {
    if (error instanceof SyntaxError) return { ran, ruleset: null };
    throw error;
  }
}
