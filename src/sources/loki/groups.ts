import { logqlText } from '../../clients/loki/logql-text.ts';
import type { HuntLabels } from '../../model/hunt/hunt.ts';

/**
 * Labels that tell what a line is and which machine wrote it: lines that agree in them have one format and one clock.
 * What changes from one request, pod or level to the next is not among them.
 */
const GROUP_LABELS = [
  ...['cluster', 'host', 'hostname', 'nodename', 'node', 'instance', 'namespace'],
  ...[
    'job',
    'service_name',
    'service',
    'app',
    'application',
    'container',
    'container_name',
    'compose_service',
  ],
  ...['unit', 'systemd_unit', 'syslog_identifier', 'filename', 'stream'],
] as const;

/** Every stream that has one of these labels. */
export const ANY_SELECTORS: readonly string[] = GROUP_LABELS.map((label) => `{${label}=~".+"}`);

/** The label by which streams are told apart that most of these have; null when none has any. */
export function commonLabel(streams: readonly HuntLabels[]): string | null {
  let most: { readonly label: string; readonly count: number } | null = null;
  for (const label of GROUP_LABELS) {
    const count = streams.filter((labels) => (labels[label] ?? '') !== '').length;
    if (count > (most?.count ?? 0)) most = { label, count };
  }
  return most?.label ?? null;
}

/** A selector and what follows it. */
export type LogQuery = { readonly matchers: string; readonly pipeline: string };

export type StreamGroup = {
  /** Names it: the labels that it has. */
  readonly name: string;
  /** Chooses it and nothing else: labels that it has not are asked to be absent. */
  readonly query: string;
};

/** Parts `{job="sshd"} |= "x"` at the brace that closes the selector; null when there is none. */
export function readLogQuery(text: string): LogQuery | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return null;
  let quote = '';
  for (let at = 1; at < trimmed.length; at++) {
    const char = trimmed[at] as string;
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`') quote = char;
    else if (char === '}') {
      const matchers = trimmed.slice(1, at).trim().replace(/,$/, '').trim();
      return { matchers, pipeline: trimmed.slice(at + 1).trim() };
    }
  }
  return null;
}

/** The group to which a stream belongs. */
export function groupOf({ matchers, pipeline }: LogQuery, labels: HuntLabels): StreamGroup {
  const present: string[] = [];
  const absent: string[] = [];
  for (const label of GROUP_LABELS) {
    const value = labels[label] ?? '';
    const matcher = `${label}=${logqlText(value)}`;
    if (value === '') absent.push(matcher);
    else if (!isNamedIn(matchers, matcher)) present.push(matcher);
  }
  const rest = pipeline === '' ? '' : ` ${pipeline}`;
  const name = [matchers, ...present].filter((part) => part !== '').join(', ');
  return { name: `{${name}}${rest}`, query: `{${[name, ...absent].join(', ')}}${rest}` };
}

/** The selector alone: what `series` takes. */
export function selectorOf({ matchers }: LogQuery): string {
  return `{${matchers}}`;
}

function isNamedIn(matchers: string, matcher: string): boolean {
  return matchers.split(',').some((part) => part.trim() === matcher);
}
