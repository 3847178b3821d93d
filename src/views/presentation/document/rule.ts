import { techniqueName, techniques } from '../../../model/alerts/attack.ts';
import type { RuleRow } from '../../../model/rule-row.ts';
import { span } from '../line.ts';
import { clean } from '../look.ts';
import { tacticWords } from '../words/attack.ts';
import { levelCell } from '../words/level.ts';
import { groupDigits, plural } from '../words/numbers.ts';
import { type Document, documentFrom, fact, heading, type Page, textFact } from './document.ts';

/** What a rule looks for, why, when it is wrong, and what to do when it is right. */
export function ruleDocument(rule: RuleRow, page: Page): Document {
  const { look } = page;
  const text = (value: string): string => clean(value.replaceAll(/\s+/g, ' ').trim(), look);
  const named = techniques(rule.tags).map((id) => [id, techniqueName(id)].filter(Boolean).join(' '));
  const attack = [...named, ...tacticWords(rule.tags)].map((tag) => clean(tag, look)).join(', ');
  return documentFrom('Rule', [
    [span(' '), levelCell(rule.level, look, 7), span('  '), span(text(rule.title), 'strong')],
    [],
    ...textFact('Why', text(rule.description) || 'the rule does not say', page),
    ...(rule.attack === '' ? [] : textFact('The attack', text(rule.attack), page)),
    ...(rule.honest === '' ? [] : textFact('By mistake?', text(rule.honest), page)),
    ...textFact('What to do', text(rule.recommendation) || 'the rule does not say', page, 'strong'),
    ...textFact('Looks at', text(rule.looksAt), page),
    ...textFact('Fires on', text(rule.condition), page),
    fact('Found', found(rule)),
    ...textFact('ATT&CK', attack || 'no technique named by the rule', page),
    fact('Status', `${clean(rule.status, look)}, ${rule.alerts ? 'alerts by itself' : 'feeds other rules'}`),
    ...textFact('Name', `${clean(rule.name, look)}, ${clean(rule.id, look)}`, page),
    ...textFact('File', clean(rule.place, look), page),
    ...list('False positives', rule.falsepositives, page),
    ...list('References', rule.references, page),
  ]);
}

function found({ hits, alertCount }: RuleRow): string {
  const alerts = plural(alertCount, 'alert');
  return hits === null ? alerts : `${groupDigits(hits)} matching events since the start, ${alerts}`;
}

function list(title: string, items: readonly string[], page: Page) {
  if (items.length === 0) return [];
  return [...heading(title), ...items.flatMap((item) => textFact('', clean(item, page.look), page))];
}
