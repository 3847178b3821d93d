import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Feed } from '../../core/sources/feed.ts';
import { openPaths } from '../../core/sources/open-paths.ts';
import { Engine } from '../../engine/engine.ts';
import { withAlertsOf } from '../../engine/sigma/rule-set.ts';
import type { SigmaRule } from '../../engine/sigma/spec.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import { toRfc3339 } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import { systemClock } from '../../platform/clock.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { titleIn } from '../../report/alert-words.ts';
import type { Language } from '../../report/notice/words.ts';
import { ProtectedSet } from '../../responders/protect.ts';
import { liveProtections } from '../../responders/protected/live.ts';
import { isWithin } from '../../rules/load.ts';
import { ruleNamed, unknownRuleHint } from '../../rules/named-rules.ts';
import { loadParsers } from '../../rules/parsers/load.ts';
import { formatIssue, type LoadedRuleSet, loadRuleSet } from '../../rules/rule-set.ts';
import { untilSignal } from '../signals.ts';
import type { RulesCall, RulesOptions } from './rules.ts';

/** What a rule would have done. */
type Backtest = {
  readonly rule: SigmaRule;
  /** Events that it matched; of a correlation, events in its alerts. */
  readonly hits: number;
  readonly alerts: readonly Alert[];
};

type Ban = { readonly ip: string; readonly alerts: number; readonly refused: string | null };

/** Tries a rule (its id or name, or a file with it) on recorded logs: what it finds, and whom it would have banned. */
export async function backtest(rule: string, paths: readonly string[], call: RulesCall): Promise<number> {
  const { options, streams, output } = call;
  const file = existsSync(rule) ? [rule] : [];
  const loaded = await loadRuleSet(join(options.shipped, 'rules'), [...options.rules, ...file]);
  const { formats, issues } = await loadParsers(options.parsers);
  for (const issue of issues) streams.stderr.write(`soc-console: ${safeText(formatIssue(issue))}\n`);
  const targets = targetsOf(rule, file.length > 0, loaded, options.language);
  const hits = new Map<string, number>();
  let events = 0;
  const engine = new Engine({
    rules: withAlertsOf(loaded.rules, new Set(targets.map(({ id }) => id))),
    timeZone: options.timeZone,
    formats,
    ...(options.believedProxies && { believedProxies: options.believedProxies }),
    hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32),
    range: { since: options.since, until: options.until },
    ...(options.logsource && { logsource: options.logsource }),
    observer: {
      record: () => {},
      event: ({ count }, matched) => {
        events++;
        for (const { rule: found } of matched) hits.set(found.id, (hits.get(found.id) ?? 0) + count);
      },
    },
  });
  const feed = new Feed({ engine, onOutputs: () => {}, onServices: () => {} });
  const specs = paths.map((path) => ({ path, format: options.inputFormat, label: null }));
  const opened = await openPaths(specs, {
    follow: false,
    clock: systemClock,
    stdin: streams.stdin,
    loki: options.loki,
    asked: { since: options.since, until: options.until },
  });
  const reading = new AbortController();
  const { code } = await untilSignal(feed.run(opened.sources, reading.signal));
  reading.abort();
  const problems = [
    ...opened.failures.map(({ message, hint }) => `${message}. ${hint}`),
    ...feed.statuses.flatMap(({ error }) => (error ? [`${error.message}. ${error.hint}`] : [])),
  ];
  for (const problem of problems) streams.stderr.write(`soc-console: ${safeText(problem)}\n`);
  const all = engine.alerts();
  const results = targets.map((target): Backtest => {
    const alerts = all.filter((alert) => alert.rule.id === target.id);
    const inAlerts = alerts.reduce((sum, { eventCount }) => sum + eventCount, 0);
    return {
      rule: target,
      alerts,
      hits: target.kind === 'detection' ? (hits.get(target.id) ?? 0) : inAlerts,
    };
  });
  const protection = protectionOf(options);
  const feeding = new Set(
    loaded.rules.correlations.filter(({ alerts }) => !alerts).map(({ rule: { id } }) => id),
  );
  const tried = results.map((result) => ({
    ...result,
    bans: bansOf(result, protection, feeding.has(result.rule.id)),
  }));
  output.write(
    options.format === 'json'
      ? `${safeJson({ schema_version: 1, events, rules: tried.map(resultJson) }, 2)}\n`
      : `${tried.map((result) => resultText(result, events)).join('\n')}`,
  );
  return code || (problems.length > 0 ? 3 : 0);
}

/** The rule of that name, or of a file those that alert. */
function targetsOf(wanted: string, isFile: boolean, loaded: LoadedRuleSet, language: Language): SigmaRule[] {
  const { rules, issues } = loaded;
  const all = [...rules.detections, ...rules.correlations];
  const inFile = isFile ? all.filter(({ rule, alerts }) => isWithin(rule.at.file, wanted) && alerts) : [];
  if (inFile.length > 0) return inFile.map(({ rule }) => rule);
  const named = ruleNamed(wanted, all, loaded, (rule) => [rule.title, titleIn(rule, language)]);
  if (named !== undefined) return [named.rule];
  const own = issues.filter(({ at }) => isFile && isWithin(at.file, wanted)).map(formatIssue);
  const why = own.length > 0 ? `\n${own.join('\n')}` : '';
  throw new UserError(
    `${wanted}: no rule that runs has this id, name or title, and no file of it does${why}`,
    `${unknownRuleHint(wanted, loaded)} A file is named by its path.`,
  );
}

const FEEDS_ONLY = 'the rule feeds another one, and does not alert by itself';

/** Nobody can be banned for what anybody could have sent in his name. */
const FORGEABLE = 3;

function bansOf({ alerts }: Backtest, protection: ProtectedSet, feedsOnly: boolean): Ban[] {
  const byIp = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const ip = alert.group.src_ip;
    if (ip !== undefined) byIp.set(ip, [...(byIp.get(ip) ?? []), alert]);
  }
  return [...byIp].map(([ip, own]) => {
    const isForgeable = own.every(({ rule }) => rule.spoofable >= FORGEABLE);
    const ofRule = feedsOnly ? FEEDS_ONLY : isForgeable ? 'its address may be forged' : null;
    const refused = protection.refusal(ip, 'policy')?.why ?? ofRule;
    return { ip, alerts: own.length, refused };
  });
}

function protectionOf({ sshClient, allowlist, trustedProxies, privateToo }: RulesOptions): ProtectedSet {
  const own = sshClient === null ? [] : [{ address: sshClient, why: 'your own session comes from it' }];
  const proxies = trustedProxies.map((address) => ({ address, why: `it is a trusted proxy (${address})` }));
  return new ProtectedSet({ live: () => [...own, ...liveProtections(), ...proxies], allowlist, privateToo });
}

const SHOWN = 20;

function resultText(
  { rule, hits, alerts, bans }: Backtest & { readonly bans: readonly Ban[] },
  events: number,
): string {
  const banned = bans.filter(({ refused }) => refused === null);
  const refused = bans.filter((ban) => ban.refused !== null);
  const lines = [
    `${rule.title} (${rule.level})`,
    `  ${count(hits, 'hit')} in ${count(events, 'event')}, ${count(alerts.length, 'alert')} in ${count(groupsOf(alerts), 'group')}`,
    ...shown(alerts, ({ group, firstSeen, eventCount, rule: { level } }) => {
      const who = Object.values(group).join(', ') || 'all together';
      return `    ${toRfc3339(firstSeen)}  ${level}  ${who}  ${count(eventCount, 'event')}`;
    }),
    `  ${count(banned.length, 'address', 'addresses')} would have been banned`,
    ...shown(banned, ({ ip }) => `    ${ip}`),
    `  ${refused.length} would not`,
    ...shown(refused, ({ ip, refused: why }) => `    ${ip}: ${why}`),
  ];
  return `${lines.map(safeText).join('\n')}\n`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function shown<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - SHOWN;
  return [...items.slice(0, SHOWN).map(line), ...(more > 0 ? [`    and ${more} more`] : [])];
}

function groupsOf(alerts: readonly Alert[]): number {
  return new Set(alerts.map(({ group }) => JSON.stringify(group))).size;
}

function resultJson({ rule, hits, alerts, bans }: Backtest & { readonly bans: readonly Ban[] }): unknown {
  return {
    rule: { id: rule.id, name: rule.name, title: rule.title, level: rule.level },
    hits,
    groups: groupsOf(alerts),
    alerts: alerts.map(({ id, group, firstSeen, lastSeen, eventCount, rule: { level } }) => ({
      ...{ id, level, group, event_count: eventCount },
      ...{ first_seen: toRfc3339(firstSeen), last_seen: toRfc3339(lastSeen) },
    })),
    bans: bans.map(({ ip, alerts: count, refused }) => ({ ip, alerts: count, refused })),
  };
}
