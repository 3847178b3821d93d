import { didYouMean } from '../model/nearest.ts';
import type { Report } from './read-head.ts';
import type { YamlNode } from './yaml-node.ts';

/** What says something here; without them a rule runs, and not as its writer thinks. */
const MATTER: readonly string[] = [
  ...['id', 'name', 'status', 'description', 'references', 'falsepositives', 'level', 'tags'],
  'generate',
];

const STATUSES: readonly string[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/** `levle: high`, `date: 24.12.2025`: warnings, for the rule runs all the same. */
export function warnOfHead(root: YamlNode, report: Report): void {
  const entries = root.entries();
  const keys = new Set(entries.map(({ key }) => key));
  const missing = MATTER.filter((key) => !keys.has(key));
  for (const { key, keyAt, value } of entries) {
    const { text } = value;
    if (key === 'status' && text !== undefined && !STATUSES.includes(text.toLowerCase()))
      report('warning', `unknown status '${text}': ${STATUSES.join(', ')}`, value.at);
    else if ((key === 'date' || key === 'modified') && text !== undefined && !isDate(text))
      report('warning', `'${key}' is written YYYY-MM-DD, as in 2026-11-23`, value.at);
    else if (!OTHERS.has(key) && !MATTER.includes(key) && !key.startsWith('x_')) {
      const meant = didYouMean(key, missing);
      if (meant !== '') report('warning', `a rule has no '${key}'${meant}`, keyAt);
    }
  }
}

/** What else Sigma names; anything beside is the writer's own and allowed. */
const OTHERS: ReadonlySet<string> = new Set([
  ...['title', 'related', 'taxonomy', 'license', 'author', 'date', 'modified', 'fields', 'scope', 'action'],
  ...['logsource', 'detection', 'correlation', 'filter', 'condition'],
]);

/** Slashes are how Sigma 1 wrote dates. */
function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]|$)/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
