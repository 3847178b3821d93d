import { join } from 'node:path';
import { UserError } from '../../model/user-error.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { titleIn } from '../../report/alert-words.ts';
import { type ConvertedRule, convertRules } from '../../rules/logql/convert.ts';
import { rulerGroups } from '../../rules/logql/ruler.ts';
import { ruleNamed, unknownRuleHint } from '../../rules/named-rules.ts';
import { loadRuleSet } from '../../rules/rule-set.ts';
import type { RulesCall } from './rules.ts';

const EVERY_STREAM = '{job=~".+"}';

/** Writes the rules as LogQL, or as alerts for Loki's ruler; what cannot be converted is named on standard error. */
export async function exportRules(
  id: string | null,
  { options, streams, output }: RulesCall,
): Promise<number> {
  const { to } = options;
  const selector = options.selector ?? EVERY_STREAM;
  if (to === null) throw new UserError('rules export: to what?', 'Write --to logql or --to loki-ruler.');
  if (to === 'loki-ruler' && options.format === 'json')
    throw new UserError(
      'rules export: Loki reads its alerts as YAML',
      'Leave out --format json (which -o FILE.json means, too), or write --to logql.',
    );
  if (!/^\{.*\}/s.test(selector.trim()))
    throw new UserError(`${selector}: not a selector`, 'Write --selector \'{job="sshd"}\'.');
  const loaded = await loadRuleSet(join(options.shipped, 'rules'), options.rules);
  const all = convertRules(loaded, selector.trim());
  const only =
    id === null ? null : ruleNamed(id, all, loaded, (rule) => [rule.title, titleIn(rule, options.language)]);
  if (only === undefined)
    throw new UserError(
      `${id}: no rule that runs has this id, name or title`,
      unknownRuleHint(id ?? '', loaded),
    );
  const converted = only === null ? all : [only];
  if (to === 'loki-ruler') output.write(rulerGroups(converted));
  else if (options.format === 'json')
    output.write(`${safeJson({ schema_version: 1, rules: converted.map(ruleJson) }, 2)}\n`);
  else output.write(converted.map(queryText).join(''));
  const left = converted.filter((rule) => !rule.ok);
  if (options.quiet) return 0;
  for (const { rule, why } of left.flatMap((it) => (it.ok ? [] : [it])))
    streams.stderr.write(`soc-console: ${safeText(`${rule.name} cannot be LogQL: ${why}`)}\n`);
  streams.stderr.write(
    `soc-console: ${converted.length - left.length} of ${converted.length} rules are LogQL\n`,
  );
  return 0;
}

function queryText(converted: ConvertedRule): string {
  if (!converted.ok) return '';
  const { rule, query } = converted;
  return `# ${safeText(`${rule.name}: ${rule.title} (${rule.level})`)}\n${safeText(query)}\n\n`;
}

function ruleJson(converted: ConvertedRule): unknown {
  const { rule, alerts } = converted;
  const { id, name, title, level, kind } = rule;
  const result = converted.ok ? { query: converted.query, metric: converted.metric } : { why: converted.why };
  return { id, name, title, level, kind, alerts, ...result };
}
