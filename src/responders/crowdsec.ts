import { SECOND_MS } from '../model/time.ts';
import type { Ran, Runner } from '../platform/execute.ts';
import {
  failureOf,
  type ListedBan,
  type Listing,
  type Outcome,
  type Remedies,
  type Responder,
  type Target,
} from './responder.ts';

const REMEDIES: Remedies = {
  missing: 'install crowdsec and a bouncer',
  denied: 'run as root, or set sudo: true (docs/responders.md)',
};

/** By this our decisions are told from all others. */
const REASON = 'soc-console';
const FOR_GOOD = `${10 * 365 * 24}h`;

/** Decisions of CrowdSec, which its bouncers carry out. Others' decisions on the same address are left alone. */
export function crowdsecResponder(run: Runner): Responder {
  return {
    name: 'crowdsec',
    simulated: false,
    expires: true,
    own: true,
    commands: (target) => [addCommand(target)],
    check: async () => failureOf(await run(['cscli', 'lapi', 'status']), REMEDIES),
    apply: (targets) => one(run, targets, ({ value }) => value, addCommand),
    revert: (values) => one(run, values, (value) => value, deleteCommand),
    async list(): Promise<Listing> {
      const ran = await run(['cscli', 'decisions', 'list', '--scenario', REASON, '-l', '0', '-o', 'json']);
      const why = failureOf(ran, REMEDIES);
      if (why !== null) return { kind: 'unknown', why, forgiven: false };
      const bans = parseDecisions(ran.stdout);
      if (bans === null)
        return { kind: 'unknown', why: 'cscli lists what is not understood', forgiven: false };
      return { kind: 'listed', bans, unreached: { ipv4: null, ipv6: null } };
    },
  };
}

function addCommand({ value, duration }: Target): readonly string[] {
  const length = duration === null ? FOR_GOOD : `${Math.max(1, Math.ceil(duration / SECOND_MS))}s`;
  return ['cscli', 'decisions', 'add', scopeFlag(value), value, '--duration', length, '--reason', REASON];
}

function deleteCommand(value: string): readonly string[] {
  return ['cscli', 'decisions', 'delete', scopeFlag(value), value, '--scenario', REASON];
}

function scopeFlag(value: string): '--ip' | '--range' {
  return value.includes('/') ? '--range' : '--ip';
}

/** It takes one at a time. */
async function one<Item>(
  run: Runner,
  items: readonly Item[],
  subject: (item: Item) => string,
  command: (item: Item) => readonly string[],
): Promise<Outcome> {
  const ran: Ran[] = [];
  const failures = new Map<string, string>();
  for (const item of items) {
    const done = await run(command(item));
    ran.push(done);
    const why = failureOf(done, REMEDIES);
    if (why !== null) failures.set(subject(item), why);
  }
  return { ran, failures };
}

type DecisionJson = { readonly value?: unknown; readonly scenario?: unknown; readonly duration?: unknown };

/** A list of alerts, each with its decisions; `null` when there are none. */
function parseDecisions(text: string): Map<string, ListedBan> | null {
  const bans = new Map<string, ListedBan>();
  try {
    const alerts = (JSON.parse(text.trim() || 'null') ?? []) as readonly { readonly decisions?: unknown }[];
    for (const { decisions } of alerts) {
      for (const { value, scenario, duration } of (decisions ?? []) as readonly DecisionJson[]) {
        if (typeof value !== 'string' || scenario !== REASON) continue;
        bans.set(value.toLowerCase(), { packets: null, remaining: goDuration(duration) });
      }
    }
    return bans;
  } catch {
    return null;
  }
}

/** `3h59m12.5s` in milliseconds; null for anything else. */
function goDuration(text: unknown): number | null {
  const parts = typeof text === 'string' ? /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?$/.exec(text) : null;
  if (parts === null) return null;
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * SECOND_MS;
}
