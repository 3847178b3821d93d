import type { Action } from '../../model/bans/action.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Ran } from '../../platform/execute.ts';
import { safeLines } from '../../platform/safe-text.ts';
import type { Deed } from './ban-lane.ts';

/** A program may print what an attacker wrote, and as much of it as it likes. */
const MAX_TEXT = 2000;
/** From so many on, as after a restart of the firewall, they are one entry: the addresses are in what was run. */
const MANY = 20;

/** What the action log is told of a deed: who, when, why, what exactly was run, and what came of it. */
export function actionsOf(deed: Deed, time: EpochMs): Action[] {
  const told = deed.decisions.filter((decision) => !isToldAlready(deed, decision));
  const [first] = told;
  if (!first) return [];
  const { responder, simulated } = deed;
  const run = { responder, ...(simulated && { simulated }), ran: deed.ran.map(ranOf) };
  if (told.length > MANY) {
    const detail = { ...run, count: told.length, failed: deed.failures.size };
    return [
      { time, actor: 'soc-console', kind: kindOf(deed, first), subject: `${told.length} addresses`, detail },
    ];
  }
  return told.map((decision) => {
    const { id, actor, reason, alertId, value, expiresAt, overridden } = decision;
    const failure = deed.failures.get(value) ?? null;
    const why = { decision: id, reason, alertId, expiresAt, overridden };
    return { time, actor, kind: kindOf(deed, decision), subject: value, detail: { ...why, failure, ...run } };
  });
}

/** What fails is tried again every minute: only the first time, and what is new, is worth an entry. */
function isToldAlready(
  { responder, failures }: Deed,
  { value, enforcements }: Deed['decisions'][number],
): boolean {
  const failure = failures.get(value);
  return (
    failure !== undefined && enforcements.some((one) => one.responder === responder && one.detail === failure)
  );
}

function kindOf({ kind }: Deed, { goal, state }: Deed['decisions'][number]): string {
  if (kind === 'unban') return goal === 'expired' || state === 'expired' ? 'expire' : 'unban';
  return state === 'pending' ? 'ban' : 'restore';
}

function ranOf({ argv, input, exitCode, failure, stdout, stderr }: Ran): Readonly<Record<string, unknown>> {
  const output = clean(`${stderr}${stdout}`);
  return { argv, ...(input === null ? {} : { input: clean(input) }), exitCode, failure, output };
}

function clean(text: string): string {
  const shown = safeLines(text.slice(0, MAX_TEXT));
  return text.length > MAX_TEXT ? `${shown} (cut, ${text.length} characters)` : shown;
}
