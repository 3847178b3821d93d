import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was asked and what Loki 2.9.9 answered; the answers are under test/fixtures/loki. */
export type Recorded = {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly words: readonly (readonly [name: string, value: string])[];
};

const A = '1795219560000000000';
const B = '1795220260000000000';
const V = '{container="victim_server"}';
const W = '{container="web_server"}';
const EDGE = '{container="edge_cases"}';
const API = '/loki/api/v1';

function range(query: string, more: Readonly<Record<string, string>> = {}): Recorded['words'] {
  return Object.entries({ query, start: A, end: B, direction: 'BACKWARD', ...more });
}

function log(name: string, query: string, more: Readonly<Record<string, string>> = {}): Recorded {
  return { name, method: 'GET', path: `${API}/query_range`, words: range(query, more) };
}

function ask(name: string, path: string, words: Recorded['words'] = []): Recorded {
  return { name, method: 'GET', path, words };
}

const WINDOW = [
  ['start', A],
  ['end', B],
] as const;

/** Log queries, and questions about labels and streams. */
export const ANSWERED: readonly Recorded[] = [
  log('query_range-streams', V, { limit: '20' }),
  log('query_range-streams-forward', V, { limit: '5', direction: 'FORWARD' }),
  { ...log('query_range-post-form', V, { limit: '1' }), method: 'POST' },
  log(
    'query_range-line-filter',
    `${V} |= "Failed password" != "invalid user" |~ \`203\\.0\\.113\\.(7|23) \``,
    { limit: '8' },
  ),
  log('query_range-same-ns', EDGE, { start: '1795220460000000000', end: '1795220460000000001', limit: '40' }),
  log('query_range-odd-lines', `${EDGE} != "xxxx"`, {
    ...{ direction: 'FORWARD', start: '1795220460000000001', end: '1795220560000000000', limit: '40' },
  }),
  log('query_range-empty', '{container="no_such"}', { limit: '1000' }),
  ask('query-instant-log-selector', `${API}/query`, [
    ['query', V],
    ['time', B],
  ]),
  ask('labels-empty-window', `${API}/labels`, [
    ['start', '1000000000000000000'],
    ['end', '1000003600000000000'],
  ]),
  ask('label-values-with-query', `${API}/label/host/values`, [...WINDOW, ['query', V]]),
  ask('label-values-unknown-label', `${API}/label/no_such/values`, WINDOW),
  ask('series', `${API}/series`, [...WINDOW, ['match[]', V], ['match[]', W]]),
  ask('series-no-match', `${API}/series`, [...WINDOW, ['match[]', '{container="no_such"}']]),
  ask('ready-200', '/ready'),
];

export const REFUSED: readonly Recorded[] = [
  log('error-syntax', '{container="victim_server"'),
  log('error-syntax-filter', `${V} |= Failed`),
  log('error-empty-matcher', '{container=~".*"}'),
  log('error-missing-query', ''),
  log('error-bad-regex', `${V} |~ "("`),
  log('error-range-too-large', V, { start: '1787443560000000000', end: '1795219560000000000' }),
  log('error-limit-exceeded', V, { limit: '6000' }),
  log('error-limit-zero', V, { limit: '0' }),
  log('error-limit-nan', V, { limit: 'abc' }),
  log('error-start-after-end', V, { start: B, end: A }),
  log('error-bad-start', V, { start: 'yesterday' }),
  log('error-bad-direction', V, { direction: 'SIDEWAYS' }),
  ask('error-series-bad-matcher', `${API}/series`, [...WINDOW, ['match[]', '{container=']]),
  ask('error-unknown-path', `${API}/no_such_endpoint`),
  ask('error-unknown-root-path', '/nope'),
  { ...ask('error-wrong-method', `${API}/query_range`), method: 'DELETE' },
];

export type RecordedAnswer = { readonly status: number; readonly body: string };

export function recordedAnswer(name: string): RecordedAnswer {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/loki', `${name}.http`), 'utf8');
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(text.split(' ')[1]), body: text.slice(end + 4) };
}
