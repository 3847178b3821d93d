import type { Level } from '../model/level.ts';
import { LEVELS } from '../model/level.ts';

/** One source, as far as it is measured. */
type MeasuredSource = {
  readonly kind: string;
  readonly state: string;
  readonly bytes: number;
  readonly records: number;
  readonly events: number;
  readonly unparsed: Readonly<Partial<Record<string, number>>>;
  readonly counts: Readonly<Partial<Record<string, number>>>;
  readonly behind: number;
  /** Milliseconds. */
  readonly lag: number | null;
};

/** What of a core is measured: a part of its snapshot. */
export type Measured = {
  readonly startedAt: number;
  readonly sources: readonly MeasuredSource[];
  readonly logins: { readonly failed: number; readonly succeeded: number };
  readonly web: { readonly requests: number };
  readonly alerts: { readonly total: number; readonly open: Readonly<Record<Level, number>> };
  readonly decisions: { readonly states: Readonly<Partial<Record<string, number>>> };
  readonly response: {
    readonly responders: readonly { readonly name: string; readonly trouble: string | null }[];
    readonly heldBack: Readonly<Record<string, number>>;
    readonly unknownBans: number;
  };
  readonly counters: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
};

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * A core in the text format of Prometheus. Labels come from closed lists and from the configuration, never from what was
 * read: an attacker can neither write one nor make many. Sources are added up by kind, because names of files and
 * containers are chosen by others.
 */
export function metricsText(core: Measured, version: string): string {
  const { sources, logins, web, alerts, decisions, response, counters, warnings } = core;
  const perKind = (value: (source: MeasuredSource) => number): Sample[] => byKind(sources, sum(value));
  return [
    gauge('info', 'Version of the program.', [[{ version }, 1]]),
    gauge('start_time_seconds', 'When the core began, in seconds since 1970.', one(core.startedAt / 1000)),
    gauge('sources', 'Sources, by kind and state.', statesOf(sources)),
    counter(
      'source_bytes_total',
      'Bytes read.',
      perKind(({ bytes }) => bytes),
    ),
    counter(
      'source_records_total',
      'Lines or packets read.',
      perKind(({ records }) => records),
    ),
    counter(
      'source_events_total',
      'Events understood.',
      perKind(({ events }) => events),
    ),
    counter('source_unparsed_total', 'Lines not understood, by reason.', reasons(sources, 'unparsed')),
    counter('source_losses_total', 'What was cut or let go, by reason.', reasons(sources, 'counts')),
    gauge(
      'source_behind_bytes',
      'Bytes there and not yet read.',
      perKind(({ behind }) => behind),
    ),
    gauge('source_lag_seconds', 'Age of the newest event when it was read, the worst.', lags(sources)),
    counter('dropped_total', 'Dropped, merged late or evicted, by reason.', entries('reason', counters)),
    counter('logins_total', 'Network logins.', [
      [{ outcome: 'failed' }, logins.failed],
      [{ outcome: 'succeeded' }, logins.succeeded],
    ]),
    counter('web_requests_total', 'Web requests.', one(web.requests)),
    gauge('alerts', 'Alerts kept.', one(alerts.total)),
    gauge(
      'alerts_open',
      'Alerts nobody has acknowledged, by level.',
      LEVELS.map((level) => [{ level }, alerts.open[level]]),
    ),
    gauge('bans', 'Bans, by state.', entries('state', decisions.states)),
    gauge('bans_unknown', 'Bans in the firewall that the core knows nothing of.', one(response.unknownBans)),
    counter(
      'bans_held_back_total',
      'Automatic bans held back, by reason.',
      entries('reason', response.heldBack),
    ),
    gauge(
      'responder_up',
      'Whether a responder can work.',
      response.responders.map(({ name, trouble }) => [{ responder: name }, trouble === null ? 1 : 0]),
    ),
    gauge('warnings', 'Troubles that the operator should see.', one(warnings.length)),
  ].join('');
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return metric('gauge', name, help, samples);
}

function counter(name: string, help: string, samples: readonly Sample[]): string {
  return metric('counter', name, help, samples);
}

function metric(type: string, name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const full = `soc_console_${name}`;
  const lines = samples.map(([labels, value]) => `${full}${labelText(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

function one(value: number): Sample[] {
  return [[{}, value]];
}

function entries(label: string, counts: Readonly<Partial<Record<string, number>>>): Sample[] {
  return Object.entries(counts).map(([name, value]) => [{ [label]: name }, value ?? 0]);
}

function byKind(
  sources: readonly MeasuredSource[],
  measure: (of: readonly MeasuredSource[]) => number,
): Sample[] {
  const kinds = [...new Set(sources.map(({ kind }) => kind))];
  return kinds.map((kind) => [{ kind }, measure(sources.filter((source) => source.kind === kind))]);
}

function sum(value: (source: MeasuredSource) => number) {
  return (of: readonly MeasuredSource[]): number => of.reduce((total, source) => total + value(source), 0);
}

function statesOf(sources: readonly MeasuredSource[]): Sample[] {
  const states = [...new Set(sources.map(({ state }) => state))];
  return states.flatMap((state) =>
    byKind(
      sources.filter((source) => source.state === state),
      (of) => of.length,
    ).map(([labels, value]) => [{ ...labels, state }, value] as const),
  );
}

function lags(sources: readonly MeasuredSource[]): Sample[] {
  const known = sources.filter(({ lag }) => lag !== null);
  return byKind(known, (of) => of.reduce((most, { lag }) => Math.max(most, lag ?? 0), 0) / 1000);
}

function reasons(sources: readonly MeasuredSource[], which: 'unparsed' | 'counts'): Sample[] {
  const names = [...new Set(sources.flatMap((source) => Object.keys(source[which])))];
  return names.flatMap((reason) =>
    byKind(
      sources.filter((source) => source[which][reason] !== undefined),
      sum((source) => source[which][reason] ?? 0),
    ).map(([labels, value]) => [{ ...labels, reason }, value] as const),
  );
}
