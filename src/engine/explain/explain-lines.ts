import type { Alert } from '../../model/alerts/alert.ts';
import type { Fields, LogEvent, Logsource, UnparsedReason } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { Engine, type EngineOutput } from '../engine.ts';
import type { Formats } from '../parse/formats.ts';
import type { FormatName } from '../parse/parser.ts';
import { knownFields } from '../sigma/event-fields.ts';
import { EventView } from '../sigma/event-view.ts';
import { filtersByRule } from '../sigma/links/filters.ts';
import { logsourceApplies } from '../sigma/logsource.ts';
import type { RuleSet } from '../sigma/rule-set.ts';
import type { DetectionRule, FilterRule, SigmaRule } from '../sigma/spec.ts';
import { type Standing, Standings } from './standing.ts';
import { type DetectionTrace, type TraceGiven, traceDetection } from './trace.ts';

export type ExplainSettings = TraceGiven & {
  readonly rules: RuleSet;
  readonly format: FormatName | null;
  /** What lines may be; absent: what this program knows. */
  readonly formats?: Formats;
  readonly logsource: Logsource | null;
  readonly believedProxies?: readonly string[];
  readonly timeZone: string;
  readonly hash: (text: string) => string;
  /** What stamps without a year are read against. */
  readonly now: EpochMs;
  /** Ids of the rules that are traced; null: all that are for the log source. */
  readonly only: ReadonlySet<string> | null;
  /** Whether a rule is the user's own, and not one of the many that come with the program. */
  readonly isOwn?: (rule: DetectionRule) => boolean;
};

/** An event of the line, as its parser tells it, and all that the rules make of it. Own copies. */
export type ExplainedEvent = {
  readonly event: Pick<
    LogEvent,
    | 'time'
    | 'logsource'
    | 'category'
    | 'outcome'
    | 'count'
    | 'srcIp'
    | 'srcHost'
    | 'user'
    | 'login'
    | 'fields'
  >;
  /** Each rule for this log source: those that match first, then the nearest. */
  readonly detections: readonly (DetectionTrace & { readonly isOwn: boolean })[];
  /** The user's own rules that are for another log source. */
  readonly elsewhere: readonly DetectionRule[];
  /** Each correlation that counts one of the rules that match. */
  readonly standings: readonly Standing[];
};

/** How a line goes through the engine: format, fields, conditions, windows, decision. */
export type Explanation = {
  readonly line: string;
  /** Lines that stand before it and were counted. */
  readonly before: number;
  readonly format: FormatName | null;
  readonly told: boolean;
  /** Why the line gives no event; null when it gives one. */
  readonly unparsed: UnparsedReason | null;
  readonly events: readonly ExplainedEvent[];
  /** What it opened or made grow. */
  readonly alerts: readonly Alert[];
};

const SOURCE = 'explain';

/** Explains the last line; those before it are read first, so that windows hold what they held. */
export function explainLines(lines: readonly string[], settings: ExplainSettings): Explanation {
  const line = lines.at(-1) ?? '';
  const { rules, format, formats, logsource, timeZone, hash, believedProxies = [] } = settings;
  const { intelligence = null } = settings;
  const filters = filtersByRule(
    rules.detections.map(({ rule }): SigmaRule => rule),
    settings.filters,
    [],
  );
  const standings = new Standings(rules);
  const view = new EventView(rules.fields, rules.gates.size, intelligence);
  const events: ExplainedEvent[] = [];
  let unparsed: UnparsedReason | null = null;
  const engine = new Engine({
    ...{
      rules,
      timeZone,
      hash,
      believedProxies,
      ...(formats && { formats }),
      ...(logsource && { logsource }),
      ...(intelligence && { intelligence }),
    },
    observer: {
      record: (_, number, reason) => {
        if (number === lines.length) unparsed = reason;
      },
      event: (event, matched, newSource, usualSource) => {
        view.set(event);
        const standing = standings.take(view, new Set(matched.map(({ index }) => index)));
        if (event.ref.line !== lines.length) return;
        const traced = traces(event, { ...settings, newSource, usualSource }, filters);
        const known = event.srcIp === null ? null : (intelligence?.of(event.srcIp) ?? null);
        events.push({ event: copyOf(event, knownFields(known)), ...traced, standings: standing });
      },
    },
  });
  const alerts = new Map<string, Alert>();
  const keep = (outputs: readonly EngineOutput[]): void => {
    for (const { alert } of outputs) alerts.set(alert.id, alert);
  };
  engine.step({ kind: 'open', source: SOURCE, format });
  const before = lines.slice(0, -1);
  if (before.length > 0) engine.step(blockOf(before, 1, settings.now));
  keep(engine.step(blockOf([line], lines.length, settings.now)));
  keep(engine.step({ kind: 'end', source: SOURCE }));
  return {
    line,
    before: before.length,
    format: engine.reader(SOURCE).format,
    told: format !== null,
    unparsed,
    events,
    alerts: [...alerts.values()],
  };
}

/** What the rules that are asked about say of an event: those that match first, then those that come nearest to it. */
function traces(
  event: LogEvent,
  settings: ExplainSettings & { readonly newSource: boolean; readonly usualSource: boolean },
  filters: ReadonlyMap<SigmaRule, readonly FilterRule[]>,
): Pick<ExplainedEvent, 'detections' | 'elsewhere'> {
  const { rules, only, isOwn = () => false } = settings;
  const asked = rules.detections.map(({ rule }) => rule).filter(({ id }) => only?.has(id) ?? true);
  const isHere = (rule: DetectionRule): boolean => logsourceApplies(rule.logsource, event.logsource);
  const detections = asked
    .filter(isHere)
    .map((rule) => ({
      ...traceDetection(rule, event, { ...settings, filters: filters.get(rule) ?? [] }),
      isOwn: isOwn(rule),
    }))
    .sort((a, b) => Number(b.holds) - Number(a.holds) || b.nearness - a.nearness);
  return { detections, elsewhere: asked.filter((rule) => isOwn(rule) && !isHere(rule)) };
}

function blockOf(lines: readonly string[], firstLine: number, now: EpochMs) {
  const text = `${lines.join('\n')}\n`;
  const times = { yearReference: now, observedAt: now };
  return { kind: 'block', block: { source: SOURCE, text, firstLine, bytes: text.length, ...times } } as const;
}

function copyOf(event: LogEvent, known: Fields): ExplainedEvent['event'] {
  const { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields } = event;
  return {
    time,
    logsource,
    category,
    outcome,
    count,
    srcIp,
    srcHost,
    user,
    login,
    fields: { ...fields, ...known },
  };
}
