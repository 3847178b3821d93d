import { stringify } from 'yaml';
import type { LabelFilter, LogQuery, MetricQuery, Query, Stage } from '../engine/logql/ast.ts';
import { type DurationMs, formatDuration } from '../model/time.ts';

/** A rule as YAML, and what of the hunt it does not say. */
type RuleDraft = { readonly yaml: string; readonly leftOut: readonly string[] };

type DraftOptions = {
  readonly title: string;
  /** Version 4 UUIDs: of the detection, and of the correlation if there is one. */
  readonly ids: readonly [string, string];
  readonly window: DurationMs;
  readonly threshold: number | null;
};

/** Of counts that the hunt compares with nothing. */
const USUAL_THRESHOLD = 10;

/** What hunters call the fields that every format has here. */
const SOURCES: ReadonlySet<string> = new Set([
  ...['ip', 'remote_addr', 'remote_ip', 'client', 'client_ip', 'clientip', 'source_ip', 'src'],
]);

/** Labels that only say where a line was read. */
const OF_FILES: ReadonlySet<string> = new Set(['filename', 'source', 'format']);

function fieldName(label: string): string {
  if (SOURCES.has(label)) return 'src_ip';
  return label === 'username' ? 'user' : label;
}

type Selections = Record<string, unknown>;

/**
 * A Sigma rule that means what a hunt looks for: line filters become keywords, label filters fields, counting above a
 * threshold a correlation. A draft: level, tags and log source are the author's to set.
 */
export function sigmaDraft(query: Query, options: DraftOptions): RuleDraft {
  const leftOut: string[] = [];
  const count = countOf(query, options, leftOut);
  if (count === null) return { yaml: '', leftOut };
  const detection = detectionOf(count.log, leftOut);
  const name = nameOf(options.title);
  const head = { title: options.title, id: options.ids[0], status: 'experimental' };
  const rule = {
    ...head,
    ...(count.threshold !== null && { name: `${name}_line` }),
    description: 'Drafted from a hunt. Say here what it finds, and what it takes for an attack and is none.',
    logsource: logsourceOf(count.log),
    detection,
    falsepositives: ['Unknown'],
    level: count.threshold === null ? 'medium' : 'low',
  };
  const documents = [stringify(rule, { lineWidth: 0 })];
  if (count.threshold !== null) {
    const correlation = {
      ...{ title: `${options.title}, many times`, id: options.ids[1], name, status: 'experimental' },
      correlation: {
        ...{ type: 'event_count', rules: [`${name}_line`] },
        ...(count.by.length > 0 && { 'group-by': count.by }),
        timespan: formatDuration(count.window),
        condition: { gt: count.threshold },
      },
      level: 'medium',
    };
    documents.push(stringify(correlation, { lineWidth: 0 }));
  }
  return { yaml: documents.join('---\n'), leftOut };
}

type Count = {
  readonly log: LogQuery;
  readonly by: readonly string[];
  readonly window: DurationMs;
  readonly threshold: number | null;
};

function countOf(query: Query, options: DraftOptions, leftOut: string[]): Count | null {
  if (query.kind === 'log')
    return { log: query, by: [], window: options.window, threshold: options.threshold };
  const found = counted(query, options.threshold);
  if (found?.threshold === USUAL_THRESHOLD && options.threshold === null && query.kind !== 'binary')
    leftOut.push(`a threshold of the hunt, there is none: more than ${USUAL_THRESHOLD} is taken`);
  if (found === null) leftOut.push('only lines, or how many there are (count_over_time), can become a rule');
  return found;
}

/** `sum by (ip) (count_over_time(… [10s])) > 5`, with what may stand around it. */
function counted(query: MetricQuery, threshold: number | null): Count | null {
  switch (query.kind) {
    case 'binary':
      if (query.right.kind !== 'constant' || (query.op !== '>' && query.op !== '>=')) return null;
      return counted(query.left, query.op === '>' ? query.right.value : query.right.value - 1);
    case 'vector': {
      const inner = counted(query.inner, threshold);
      if (inner === null || query.op !== 'sum' || query.grouping?.without) {
        return query.op === 'topk' ? inner : null;
      }
      return { ...inner, by: (query.grouping?.labels ?? []).map(fieldName) };
    }
    case 'range':
      if (query.op !== 'count_over_time') return null;
      return {
        log: query.log,
        by: query.grouping?.labels ?? [],
        window: query.range,
        threshold: threshold ?? USUAL_THRESHOLD,
      };
    default:
      return null;
  }
}

function detectionOf({ stages }: LogQuery, leftOut: string[]): Selections {
  const selections: Selections = {};
  const conditions: string[] = [];
  const put = (kind: 'selection' | 'filter', content: unknown): void => {
    const number = Object.keys(selections).filter((key) => key.startsWith(kind)).length + 1;
    const key = number === 1 ? kind : `${kind}_${number}`;
    selections[key] = content;
    conditions.push(kind === 'filter' ? `not ${key}` : key);
  };
  for (const stage of stages) {
    if (stage.kind === 'line-filter') lineFilter(stage, put, leftOut);
    else if (stage.kind === 'label-filter') labelFilter(stage.filter, put, leftOut);
    else if (!['json', 'logfmt', 'unpack', 'pattern', 'regexp', 'decolorize'].includes(stage.kind))
      leftOut.push(`the stage ${stage.kind.replace('-', '_')}`);
    else if (stage.kind === 'pattern' || stage.kind === 'regexp')
      leftOut.push(`the fields of ${stage.kind}: this program's own field names are used (src_ip, user, …)`);
  }
  if (conditions.length === 0) put('selection', ['*']);
  // What is left out comes last: a condition reads better so.
  const ordered = [...conditions].sort((a, b) => Number(a.startsWith('not ')) - Number(b.startsWith('not ')));
  if (ordered.every((part) => part.startsWith('not '))) {
    selections.anything = ['*'];
    ordered.unshift('anything');
  }
  return { ...selections, condition: ordered.join(' and ') };
}

type Put = (kind: 'selection' | 'filter', content: unknown) => void;

function lineFilter(
  { op, tests }: Extract<Stage, { kind: 'line-filter' }>,
  put: Put,
  leftOut: string[],
): void {
  const kind = op.startsWith('!') ? 'filter' : 'selection';
  if (tests.some((test) => test.kind === 'ip')) leftOut.push('ip(…) about the whole line');
  else if (op === '|=' || op === '!=')
    put(
      kind,
      tests.map(({ value }) => escaped(value)),
    );
  else if (op === '|~' || op === '!~') put(kind, { '|re': tests.map(({ value }) => value) });
  else
    put(
      kind,
      tests.map(({ value }) => escaped(value).replaceAll('<_>', '*')),
    );
}

function labelFilter(filter: LabelFilter, put: Put, leftOut: string[]): void {
  if (filter.kind === 'and') {
    labelFilter(filter.left, put, leftOut);
    labelFilter(filter.right, put, leftOut);
  } else if (filter.kind === 'match') {
    const { name, op, value } = filter.matcher;
    if (name.startsWith('__error')) return;
    if (OF_FILES.has(name)) {
      leftOut.push(`the label ${name}: a rule is about all sources of its kind`);
      return;
    }
    const kind = op.startsWith('!') ? 'filter' : 'selection';
    put(kind, op.endsWith('~') ? { [`${name}|re`]: `^(?:${value})$` } : { [name]: escaped(value) });
  } else if (filter.kind === 'number') {
    const modifier = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }[filter.op as '>'];
    if (modifier !== undefined) put('selection', { [`${filter.name}|${modifier}`]: filter.value });
    else put(filter.op === '!=' ? 'filter' : 'selection', { [filter.name]: filter.value });
  } else if (filter.kind === 'ip' && /^[^-]*$/.test(filter.value)) {
    put(filter.op === '!=' ? 'filter' : 'selection', { [`${filter.name}|cidr`]: filter.value });
  } else leftOut.push(`a label filter (${filter.kind})`);
}

/** Sigma's wildcards as the characters that they are. */
function escaped(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}

function logsourceOf({ stages, matchers }: LogQuery): Record<string, string> {
  const text = JSON.stringify([stages, matchers]);
  if (/request_uri|status|remote_addr|http/i.test(text)) return { category: 'webserver' };
  if (/sshd|password|publickey/i.test(text)) return { product: 'linux', service: 'sshd' };
  return { product: 'linux' };
}

function nameOf(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 40) || 'hunt'
  );
}
