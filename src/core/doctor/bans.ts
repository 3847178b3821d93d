import type { Responder } from '../../responders/responder.ts';
import { type Check, type CheckResult, failed, failureOf, ok, warning } from './check.ts';

type BanChecksOptions = {
  readonly responders: readonly Responder[];
  /** Addresses that are never banned because they are ours. */
  readonly protectedNow: () => readonly { readonly address: string }[];
};

const REMEDY = 'docs/responders.md says what each way to ban needs.';

/** Everything that bans, by its own check: programs, rights, containers, capabilities. */
export function banChecks({ responders, protectedNow }: BanChecksOptions): Check {
  return {
    part: 'bans',
    async run() {
      const tried = await Promise.all(responders.map((responder) => one(responder)));
      return [...tried, protection(protectedNow)];
    },
  };
}

async function one(responder: Responder): Promise<CheckResult> {
  if (responder.simulated) {
    const remedy = 'Switch on what shall ban under "response" in the configuration (docs/responders.md).';
    return warning('bans', 'nothing is configured that bans: bans are only simulated', remedy);
  }
  try {
    const trouble = await responder.check();
    if (trouble === null) return ok(responder.name, 'it can ban here');
    const { what, remedy } = parted(trouble);
    return failed(responder.name, what, remedy ?? REMEDY);
  } catch (error) {
    return failureOf(responder.name, error);
  }
}

/** What is wrong, and behind the first colon that is in no brackets what to do: in brackets is what a program said. */
function parted(trouble: string): { readonly what: string; readonly remedy: string | null } {
  let depth = 0;
  for (let at = 0; at < trouble.length; at++) {
    if (trouble[at] === '(') depth++;
    else if (trouble[at] === ')') depth--;
    else if (depth === 0 && trouble.startsWith(': ', at))
      return { what: trouble.slice(0, at), remedy: trouble.slice(at + 2) };
  }
  return { what: trouble, remedy: null };
}

function protection(protectedNow: BanChecksOptions['protectedNow']): CheckResult {
  const count = protectedNow().length;
  if (count > 0)
    return ok(
      'protected',
      `${count} addresses are never banned: this machine's, its gateway, your session's`,
    );
  const remedy = 'Name your own address under bans.allowlist, so that nobody locks you out.';
  return warning('protected', 'no address of this machine or session could be found out', remedy);
}
