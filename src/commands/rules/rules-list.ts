import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place, SigmaRule } from '../../engine/sigma/spec.ts';
import { levelRank } from '../../model/level.ts';
import { formatDuration } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import { safeJson, safeLines, safeText } from '../../platform/safe-text.ts';
import { adviceIn, attackIn, explainedIn, titleIn } from '../../report/alert-words.ts';
import type { Language } from '../../report/notice/words.ts';
import { plainWords } from '../../report/plain-words.ts';
import { fitted, wrap } from '../../report/wrap.ts';
import { checkRules } from '../../rules/check.ts';
import { ruleNamed, unknownRuleHint } from '../../rules/named-rules.ts';
import { formatIssue, type LoadedRuleSet, loadRuleSet, toldIssues } from '../../rules/rule-set.ts';
import type { RulesCall } from './rules.ts';

/** A pipe often leads to a pager, and that has at least these. */
const PIPE_COLUMNS = 80;

type ListedRule = { readonly rule: SigmaRule; readonly alerts: boolean };

/** All rules that run, the gravest first. */
export async function listRules(call: RulesCall): Promise<number> {
  const { options, output } = call;
  const listed = rulesOf(await loadedRules(call)).sort(
    (a, b) => levelRank(b.rule.level) - levelRank(a.rule.level) || a.rule.name.localeCompare(b.rule.name),
  );
  if (options.format === 'json') {
    output.write(`${safeJson({ schema_version: 1, rules: listed.map(ruleJson) }, 2)}\n`);
    return 0;
  }
  const words = RULE_WORDS[options.language];
  const widest = Math.min(36, Math.max(0, ...listed.map(({ rule }) => rule.name.length)));
  const before = 'informational'.length + 2 + widest + 2;
  for (const { rule, alerts } of listed) {
    const level = (alerts ? words.levels[rule.level] : words.feeds).padEnd('informational'.length);
    const title = titleIn(rule, options.language);
    const line = safeText(`${level}  ${rule.name.padEnd(widest)}  ${title}`);
    output.write(`${fitted(line, output.columns, ' '.repeat(before)).join('\n')}\n`);
  }
  output.write(`${listed.length} ${words.rules}\n`);
  return 0;
}

/** One rule: what it says of itself, and its text. */
export async function showRule(id: string, call: RulesCall): Promise<number> {
  const { options, output } = call;
  const loaded = await loadedRules(call);
  const listed = rulesOf(loaded);
  const only = ruleNamed(id, listed, loaded, (rule) => [rule.title, titleIn(rule, options.language)]);
  if (!only) throw notRunning(id, loaded);
  const source = await sourceOf(only.rule.at);
  output.write(
    options.format === 'json'
      ? `${safeJson({ schema_version: 1, ...ruleJson(only), source }, 2)}\n`
      : `${safeLines(`${ruleText(only, options.language, output.columns)}\n\n${source}`)}\n`,
  );
  return 0;
}

function rulesOf({ rules }: LoadedRuleSet): ListedRule[] {
  return [...rules.detections, ...rules.correlations];
}

/** It may be there and wrong, or a filter, which is no rule. */
function notRunning(id: string, loaded: LoadedRuleSet): UserError {
  const found = checkRules(loaded).rules.find((rule) => [rule.id, rule.name, rule.title].includes(id));
  if (found === undefined)
    return new UserError(`${id}: no rule that runs has this id, name or title`, unknownRuleHint(id, loaded));
  const { file, line } = found.at;
  const why = found.issues.map((issue) => `\n${formatIssue(issue)}`).join('');
  const what = found.status === 'loaded' ? `is a ${found.kind}, and no rule` : 'is a rule that does not run';
  return new UserError(`${id}: ${what} (${file}:${line})${why}`, 'soc-console rules check tells of all.');
}

async function loadedRules({ options, streams }: RulesCall): Promise<LoadedRuleSet> {
  const loaded = await loadRuleSet(join(options.shipped, 'rules'), options.rules);
  if (!options.quiet) {
    for (const told of toldIssues(loaded.issues)) streams.stderr.write(`soc-console: ${safeText(told)}\n`);
  }
  return loaded;
}

function ruleText({ rule, alerts }: ListedRule, language: Language, columns: number | null): string {
  const { labels, levels, onlyFeeds, wide } = RULE_WORDS[language];
  const { description, falsepositives } = explainedIn(rule, rule, language);
  const { attack, honest } = attackIn(rule, language);
  const level = levels[rule.level];
  const rows: readonly (readonly [keyof typeof labels, string])[] = [
    ['id', rule.id],
    ['name', rule.name],
    ['file', `${rule.at.file}:${rule.at.line}`],
    ['level', alerts ? level : `${level}; ${onlyFeeds}`],
    ['status', rule.status],
    ['looks at', rule.kind === 'detection' ? logsourceText(rule.logsource) : correlationText(rule, language)],
    ['tags', rule.tags.join(', ')],
    ['what', oneLine(description)],
    ['attack', oneLine(attack)],
    ['not this', oneLine(honest)],
    ['may be', falsepositives.join('; ')],
    ['do', adviceIn(rule, language)],
  ];
  const lines = rows
    .filter(([, text]) => text !== '')
    .flatMap(([name, text]) =>
      wrap(text, labels[name].padEnd(wide), ' '.repeat(wide), columns ?? PIPE_COLUMNS),
    );
  return [titleIn(rule, language), '', ...lines].join('\n');
}

const RULE_WORDS = {
  en: {
    rules: 'rules',
    feeds: 'feeds others',
    onlyFeeds: 'feeds other rules, alerts not by itself',
    levels: plainWords('en').levels,
    wide: 10,
    counts: { of: 'of', by: 'by', all: 'all together', within: 'in' },
    labels: {
      ...{ id: 'id:', name: 'name:', file: 'file:', level: 'level:', status: 'status:', tags: 'tags:' },
      ...{ 'looks at': 'looks at:', what: 'what:', attack: 'attack:', 'not this': 'not this:' },
      ...{ 'may be': 'may be:', do: 'do:' },
    },
  },
  fr: {
    rules: 'règles',
    feeds: 'en alimente',
    onlyFeeds: "alimente d'autres règles, n'alerte pas seule",
    levels: plainWords('fr').levels,
    wide: 13,
    counts: { of: 'de', by: 'par', all: 'toutes sources ensemble', within: 'en' },
    labels: {
      ...{
        id: 'id :',
        name: 'nom :',
        file: 'fichier :',
        level: 'niveau :',
        status: 'statut :',
        tags: 'tags :',
      },
      ...{ 'looks at': 'regarde :', what: 'quoi :', attack: 'attaque :', 'not this': 'pas ceci :' },
      ...{ 'may be': 'peut être :', do: 'à faire :' },
    },
  },
} as const;

function oneLine(text: string): string {
  return text.trim().replaceAll('\n', ' ');
}

function logsourceText({
  category,
  product,
  service,
}: {
  category?: string;
  product?: string;
  service?: string;
}): string {
  return [category, product, service].filter((part) => part !== undefined).join(' / ');
}

function correlationText(
  { type, rules, wanted, groupBy, timespan }: Extract<SigmaRule, { kind: 'correlation' }>,
  language: Language,
): string {
  const { of, by, all, within } = RULE_WORDS[language].counts;
  const grouped = groupBy.length === 0 ? all : `${by} ${groupBy.join(', ')}`;
  return `${type} ${of} ${wanted?.text ?? rules.join(', ')} ${grouped} ${within} ${formatDuration(timespan)}`;
}

function ruleJson({ rule, alerts }: ListedRule): Record<string, unknown> {
  const { id, name, title, kind, level, status, tags, description, falsepositives, recommendation, at } =
    rule;
  return {
    ...{ id, name, title, kind, level, alerts, status, class: rule.class, tags, description, falsepositives },
    ...{
      confidence: rule.confidence,
      spoofable: rule.spoofable,
      attack: rule.attack,
      honest: rule.honest,
      recommendation,
      file: at.file,
      line: at.line,
    },
    ...(rule.kind === 'detection'
      ? { logsource: rule.logsource }
      : { type: rule.type, rules: rule.rules, group_by: rule.groupBy, timespan_ms: rule.timespan }),
  };
}

/** The document that begins there. */
async function sourceOf({ file, line }: Place): Promise<string> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).slice(line - 1);
  const end = lines.findIndex((text) => /^(?:---|\.\.\.)(?:\s|$)/.test(text));
  return (end === -1 ? lines : lines.slice(0, end)).join('\n').trimEnd();
}
