import type { Ran, Runner } from '../../platform/execute.ts';
import {
  type Family,
  failureOf,
  familyOf,
  type ListedBan,
  type Listing,
  type Outcome,
  type Remedies,
  type Responder,
} from '../responder.ts';
import {
  CHAIN,
  type FilterTable,
  leadingChanges,
  leadsTo,
  listedBans,
  parseRules,
  whyUnreached,
} from './rules.ts';

type ChainOptions = {
  readonly name: string;
  readonly run: Runner;
  /** Chains that lead to ours; of each entry the first that its last one leads to: `[['INPUT'], ['DOCKER-USER', 'FORWARD']]`. */
  readonly hooks: readonly (readonly string[])[];
  readonly remedies: Remedies;
};

const PROGRAMS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const;
/** Another program may hold the lock of the table: wait so many seconds. */
const WAIT = ['-w', '5'] as const;
/** From so many rules on they go in one piece, which takes as long as one. */
const MANY = 8;

type Change = readonly string[];
type Look = { readonly ran: Ran; readonly table: FilterTable | null };

/**
 * Bans as rules of an own chain, one a ban, called first from its hooks. Nothing ends by itself here: the core ends
 * what has run out. The same on this machine and in a container: only the runner differs.
 */
export function chainResponder({ name, run, hooks, remedies }: ChainOptions): Responder {
  const look = async (family: Family): Promise<Look> => {
    const ran = await run([PROGRAMS[family], ...WAIT, '-v', '-S']);
    return { ran, table: ran.exitCode === 0 ? parseRules(ran.stdout) : null };
  };

  /** Hands the changes over, one by one or all in one piece. */
  const change = async (family: Family, changes: readonly Change[]): Promise<readonly Ran[]> => {
    const program = PROGRAMS[family];
    if (changes.length >= MANY) {
      const lines = changes.map((words) => `${words.join(' ')}\n`).join('');
      return [await run([`${program}-restore`, '--noflush', ...WAIT], `*filter\n${lines}COMMIT\n`)];
    }
    const all: Ran[] = [];
    for (const words of changes) {
      const ran = await run([program, ...WAIT, ...words]);
      all.push(ran);
      if (ran.exitCode !== 0) break;
    }
    return all;
  };

  /** For each family that is concerned: looks, makes what is missing, tells what failed. */
  const each = async (
    values: readonly string[],
    changesFor: (values: readonly string[], table: FilterTable) => readonly Change[],
  ): Promise<Outcome> => {
    const ran: Ran[] = [];
    const failures = new Map<string, string>();
    for (const family of ['ipv4', 'ipv6'] as const) {
      const concerned = values.filter((value) => familyOf(value) === family);
      if (concerned.length === 0) continue;
      const looked = await look(family);
      const done = looked.table ? await change(family, changesFor(concerned, looked.table)) : [looked.ran];
      ran.push(...done);
      const failed = done.map((one) => failureOf(one, remedies)).find((why) => why !== null);
      if (failed) for (const value of concerned) failures.set(value, failed);
    }
    return { ran, failures };
  };

  return {
    name,
    simulated: false,
    renews: true,
    own: true,
    commands: ({ value }) => [[PROGRAMS[familyOf(value)], ...WAIT, ...addition(value)]],
    check: async () => failureOf((await look('ipv4')).ran, remedies),

    apply(targets) {
      const all = targets.map(({ value }) => value);
      return each(all, (values, table) => {
        const there = listedBans(table);
        const missing = values.filter((value) => !there.has(value));
        const make = table.has(CHAIN) ? [] : [['-N', CHAIN]];
        const lead = leadingChanges(table, hooks, ['-j', CHAIN], leadsTo(CHAIN));
        return [...make, ...lead, ...missing.map(addition)];
      });
    },

    revert(values) {
      return each(values, (concerned, table) => {
        const there = listedBans(table);
        return concerned.filter((value) => there.has(value)).map(deletion);
      });
    },

    async list(): Promise<Listing> {
      const looked = { ipv4: await look('ipv4'), ipv6: await look('ipv6') };
      if (looked.ipv4.table === null) {
        const { failure, stderr } = looked.ipv4.ran;
        const why = { ipv4: stderr, ipv6: stderr };
        if (failure === 'gone') return { kind: 'listed', bans: new Map(), unreached: why };
        return { kind: 'unknown', why: failureOf(looked.ipv4.ran, remedies) ?? '', forgiven: false };
      }
      const bans = new Map<string, ListedBan>();
      for (const { table } of Object.values(looked)) {
        for (const [value, ban] of table ? listedBans(table) : []) bans.set(value, ban);
      }
      const reason = (family: Family): string | null => {
        const { table, ran } = looked[family];
        if (table === null) return failureOf(ran, remedies);
        return whyUnreached(table, hooks, leadsTo(CHAIN));
      };
      return { kind: 'listed', bans, unreached: { ipv4: reason('ipv4'), ipv6: reason('ipv6') } };
    },
  };
}

function addition(value: string): Change {
  return ['-A', CHAIN, '-s', value, '-j', 'DROP'];
}

function deletion(value: string): Change {
  return ['-D', CHAIN, '-s', value, '-j', 'DROP'];
}
