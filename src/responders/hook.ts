import { basename } from 'node:path';
import { SECOND_MS } from '../model/time.ts';
import type { Runner } from '../platform/execute.ts';
import {
  failureOf,
  type ListedBan,
  type Listing,
  outcomeOf,
  type Remedies,
  type Responder,
} from './responder.ts';

/** The program ends with this (EX_USAGE of sysexits.h) for an action that it does not know. */
const NOT_SUPPORTED = 64;

type Order =
  | {
      readonly action: 'ban';
      readonly bans: readonly { readonly value: string; readonly seconds: number | null }[];
    }
  | { readonly action: 'unban'; readonly values: readonly string[] }
  | { readonly action: 'list' | 'check' };

/** The user's own program: the order as one JSON object on standard input, 0 when it is carried out. */
export function hookResponder(run: Runner, argv: readonly string[]): Responder {
  const program = basename(argv[0] ?? 'hook');
  const remedies: Remedies = {
    missing: 'correct its path in the configuration',
    denied: `let this user run it, or give it what it needs (docs/responders.md)`,
  };
  const ask = (order: Order) => run(argv, `${JSON.stringify({ version: 1, ...order })}\n`);
  return {
    name: `hook ${program}`,
    simulated: false,
    renews: false,
    own: false,
    commands: () => [argv],
    async check() {
      const ran = await ask({ action: 'check' });
      return ran.exitCode === NOT_SUPPORTED ? null : failureOf(ran, remedies);
    },
    async apply(targets) {
      const bans = targets.map(({ value, duration }) => {
        return { value, seconds: duration === null ? null : Math.ceil(duration / SECOND_MS) };
      });
      return outcomeOf(
        [await ask({ action: 'ban', bans })],
        targets.map(({ value }) => value),
        remedies,
      );
    },
    revert: async (values) => outcomeOf([await ask({ action: 'unban', values })], values, remedies),
    async list(): Promise<Listing> {
      const ran = await ask({ action: 'list' });
      if (ran.exitCode === NOT_SUPPORTED) {
        return { kind: 'unknown', why: `${program} says so; it cannot list its bans`, forgiven: true };
      }
      const why = failureOf(ran, remedies);
      if (why !== null) return { kind: 'unknown', why, forgiven: false };
      const bans = parseList(ran.stdout);
      if (bans === null)
        return { kind: 'unknown', why: `${program} lists what is not understood`, forgiven: false };
      return { kind: 'listed', bans, unreached: { ipv4: null, ipv6: null } };
    },
  };
}

/** `{"bans": [{"value": "203.0.113.7", "packets": 12}]}`; `packets` may be left out. */
function parseList(text: string): Map<string, ListedBan> | null {
  try {
    const { bans } = JSON.parse(text) as {
      bans?: readonly { readonly value: string; readonly packets?: unknown }[];
    };
    if (!Array.isArray(bans)) return null;
    return new Map(
      bans.map(({ value, packets }) => {
        return [String(value), { packets: typeof packets === 'number' ? packets : null, remaining: null }];
      }),
    );
  } catch {
    return null;
  }
}
