import { techniques } from '../../../../model/alerts/attack.ts';
import type { RuleRow } from '../../../../model/rule-row.ts';
import { span } from '../../line.ts';
import { clean } from '../../look.ts';
import { levelCell } from '../../words/level.ts';
import { shortCount } from '../../words/numbers.ts';
import type { Column } from '../table.ts';

export const RULE_COLUMNS: readonly Column<RuleRow>[] = [
  {
    id: 'level',
    title: 'LEVEL',
    sort: 'level',
    least: 7,
    most: 7,
    rank: 1,
    cell: (rule, { look }, width) => {
      const cell = levelCell(rule.level, look, width);
      return rule.alerts ? cell : span(cell.text, 'muted');
    },
  },
  {
    id: 'title',
    title: 'RULE',
    least: 24,
    most: 60,
    rank: 0,
    fill: 80,
    cell: (rule, { look }) => span(clean(rule.title, look), rule.alerts ? 'strong' : 'muted'),
  },
  {
    id: 'hits',
    title: 'HITS',
    sort: 'hits',
    align: 'right',
    least: 6,
    most: 7,
    rank: 3,
    cell: (rule, _, width) => span(rule.hits === null ? '-' : shortCount(rule.hits, width), 'text'),
  },
  {
    id: 'alerts',
    title: 'ALERTS',
    sort: 'alerts',
    align: 'right',
    least: 6,
    most: 7,
    rank: 2,
    cell: (rule, _, width) => {
      if (!rule.alerts) return span('feeds', 'muted');
      return span(shortCount(rule.alertCount, width), rule.alertCount > 0 ? 'strong' : 'muted');
    },
  },
  {
    id: 'looks-at',
    title: 'LOOKS AT',
    least: 16,
    most: 36,
    rank: 4,
    cell: (rule, { look }) => span(clean(rule.looksAt, look)),
  },
  {
    id: 'technique',
    title: 'ATT&CK',
    least: 9,
    most: 11,
    rank: 5,
    extra: true,
    cell: (rule, { look }) => span(clean(techniques(rule.tags).join(' '), look)),
  },
  {
    id: 'condition',
    title: 'FIRES ON',
    least: 20,
    most: 60,
    rank: 6,
    extra: true,
    cell: (rule, { look }) => span(clean(rule.condition, look)),
  },
  {
    id: 'name',
    title: 'NAME',
    sort: 'name',
    least: 16,
    most: 32,
    rank: 7,
    extra: true,
    cell: (rule, { look }) => span(clean(rule.name, look)),
  },
];
