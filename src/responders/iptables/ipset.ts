import { SECOND_MS } from '../../model/time.ts';
import type { Ran, Runner } from '../../platform/execute.ts';
import {
  allFailed,
  countable,
  type Family,
  failureOf,
  familyOf,
  type ListedBan,
  type Listing,
  type Outcome,
  type Remedies,
  type Responder,
  type Target,
} from '../responder.ts';
import { canonical, type FilterTable, leadingChanges, parseRules, type Rule, whyUnreached } from './rules.ts';

const FAMILIES = {
  ipv4: { program: 'iptables', set: 'soc-console4', type: 'inet' },
  ipv6: { program: 'ip6tables', set: 'soc-console6', type: 'inet6' },
} as const;

const HOOKS = [['INPUT'], ['DOCKER-USER', 'FORWARD']] as const;
const MOST = 1_048_576;

const REMEDIES: Remedies = {
  missing: 'install ipset and iptables',
  denied: 'run as root, give CAP_NET_ADMIN and CAP_NET_RAW, or set sudo: true (docs/responders.md)',
};

/** One iptables rule for each family, and the bans in sets that end them by themselves. */
export function ipsetResponder(run: Runner): Responder {
  return {
    name: 'ipset',
    simulated: false,
    renews: true,
    own: true,
    commands: (target) => [addCommand(target)],
    check: async () => failureOf(await run(['ipset', 'list', '-name']), REMEDIES) ?? (await cannotMatch(run)),

    async apply(targets) {
      return byFamily(
        targets.map(({ value }) => value),
        async (family, values) => {
          const { set, type } = FAMILIES[family];
          const wanted = targets.filter(({ value }) => values.includes(value));
          const lines = [
            `create ${set} hash:net family ${type} timeout 0 counters maxelem ${MOST}`,
            ...wanted.map((target) => addCommand(target).slice(2).join(' ')),
          ];
          const [only] = wanted;
          const stands = (await run(['ipset', 'list', set, '-terse'])).exitCode === 0;
          const ran =
            stands && only && wanted.length === 1
              ? await run(addCommand(only))
              : await run(['ipset', '-exist', 'restore'], `${lines.join('\n')}\n`);
          return ran.exitCode === 0 ? [ran, ...(await lead(run, family))] : [ran];
        },
      );
    },

    async revert(values) {
      return byFamily(values, async (family, concerned) => {
        const { set } = FAMILIES[family];
        if (!(await members(run, family)).bans) return [];
        const [only] = concerned;
        if (concerned.length === 1 && only) return [await run(['ipset', '-exist', 'del', set, only])];
        return [
          await run(
            ['ipset', '-exist', 'restore'],
            concerned.map((value) => `del ${set} ${value}\n`).join(''),
          ),
        ];
      });
    },

    async list(): Promise<Listing> {
      const bans = new Map<string, ListedBan>();
      const reasons: Record<Family, string | null> = { ipv4: null, ipv6: null };
      for (const family of ['ipv4', 'ipv6'] as const) {
        const listed = await members(run, family);
        if (listed.trouble !== null) return { kind: 'unknown', why: listed.trouble, forgiven: false };
        for (const [value, ban] of listed.bans ?? []) bans.set(value, ban);
        const { ran, table } = await filterTable(run, family);
        reasons[family] = table ? whyUnreached(table, HOOKS, isOurs(family)) : failureOf(ran, REMEDIES);
        if (listed.bans === null) reasons[family] = `there is no set ${FAMILIES[family].set}`;
      }
      return { kind: 'listed', bans, unreached: reasons };
    },
  };
}

const MAY_MATCH = /does(?: not|n't) exist|Bad rule/i;

/** Why iptables cannot have a rule that asks a set; null when it can. Asks for ours, which need not be there yet. */
async function cannotMatch(run: Runner): Promise<string | null> {
  const ran = await run(['iptables', '-w', '5', '-C', 'INPUT', ...ruleOf('ipv4')]);
  return ran.failure === null && MAY_MATCH.test(ran.stderr) ? null : failureOf(ran, REMEDIES);
}

/** 24 days: it counts milliseconds in 31 bits. */
const MOST_SECONDS = 2_147_483;

function addCommand(target: Target): readonly string[] {
  const { value, duration } = countable(target, MOST_SECONDS);
  const { set } = FAMILIES[familyOf(value)];
  // 0 is without end.
  const timeout = duration === null ? 0 : Math.max(1, Math.ceil(duration / SECOND_MS));
  return ['ipset', '-exist', 'add', set, value, 'timeout', String(timeout)];
}

async function byFamily(
  values: readonly string[],
  work: (family: Family, values: readonly string[]) => Promise<readonly Ran[]>,
): Promise<Outcome> {
  const ran: Ran[] = [];
  const failures = new Map<string, string>();
  for (const family of ['ipv4', 'ipv6'] as const) {
    const concerned = values.filter((value) => familyOf(value) === family);
    if (concerned.length === 0) continue;
    const done = await work(family, concerned);
    ran.push(...done);
    const failed = done.map((one) => failureOf(one, REMEDIES)).find((why) => why !== null);
    if (failed)
      for (const [value, why] of allFailed([], concerned, failed).failures) failures.set(value, why);
  }
  return { ran, failures };
}

function ruleOf(family: Family): readonly string[] {
  return ['-m', 'set', '--match-set', FAMILIES[family].set, 'src', '-j', 'DROP'];
}

function isOurs(family: Family): (rule: Rule) => boolean {
  return ({ match, target }) =>
    target === 'DROP' && match.join(' ') === ruleOf(family).slice(0, -2).join(' ');
}

async function lead(run: Runner, family: Family): Promise<readonly Ran[]> {
  const { program } = FAMILIES[family];
  const { ran, table } = await filterTable(run, family);
  if (table === null) return [ran];
  const all: Ran[] = [];
  for (const words of leadingChanges(table, HOOKS, ruleOf(family), isOurs(family))) {
    all.push(await run([program, '-w', '5', ...words]));
  }
  return all;
}

async function filterTable(
  run: Runner,
  family: Family,
): Promise<{ readonly ran: Ran; readonly table: FilterTable | null }> {
  const ran = await run([FAMILIES[family].program, '-w', '5', '-v', '-S']);
  return { ran, table: ran.exitCode === 0 ? parseRules(ran.stdout) : null };
}

/** What a set holds; `bans` is null when there is no such set. */
async function members(
  run: Runner,
  family: Family,
): Promise<{ readonly bans: Map<string, ListedBan> | null; readonly trouble: string | null }> {
  const ran = await run(['ipset', 'save', FAMILIES[family].set]);
  if (ran.exitCode !== 0) {
    const missing = ran.failure === null && /does not exist/.test(ran.stderr);
    return { bans: null, trouble: missing ? null : failureOf(ran, REMEDIES) };
  }
  const bans = new Map<string, ListedBan>();
  for (const line of ran.stdout.split('\n')) {
    const [verb, , member, ...words] = line.split(' ');
    const value = verb === 'add' ? canonical(member) : null;
    if (value === null) continue;
    const timeout = numberAfter(words, 'timeout');
    bans.set(value, {
      packets: numberAfter(words, 'packets'),
      remaining: timeout === null || timeout === 0 ? null : timeout * SECOND_MS,
    });
  }
  return { bans, trouble: null };
}

function numberAfter(words: readonly string[], name: string): number | null {
  const at = words.indexOf(name);
  const number = at === -1 ? Number.NaN : Number(words[at + 1]);
  return Number.isNaN(number) ? null : number;
}
