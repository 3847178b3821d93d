import { isAbsolute } from 'node:path';
import type { Engine, EngineOptions } from '../../engine/engine.ts';
import type { Intelligence } from '../../engine/intel/intelligence.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import type { Finding } from '../../model/audit/finding.ts';
import { Probed } from '../../model/audit/probing.ts';
import type { Level } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import type { ReportedSource, ReportInput } from '../../report/incident/input.ts';
import type { ProbedFinding } from '../../report/probing-text.ts';
import { listedAlerts, type ScanResult, shownAlerts } from '../../report/scan-report.ts';
import { StoredState } from '../../store/stored-state.ts';
import { type Resumed, resume } from '../record/resume.ts';
import { fileHash } from './file-hash.ts';

export type ReportSettings = {
  readonly version: string;
  readonly now: EpochMs;
  readonly level: Level;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  /** The input comes from a store that does not hold all that was known. */
  readonly isPart?: boolean;
  /** What the user's files say of addresses. */
  readonly intelligence?: Intelligence | null;
};

/** A report holds no more, and says how many it leaves out: the worst are kept, and the worst are what it is about. */
const MOST_ALERTS = 20_000;
const MOST_ACTIONS = 10_000;
const MOST_SOURCES = 1000;
/** Sources with a login or a request, of a million: those with most. */
const MOST_LOGINS = 1000;

/** A report of what was read for it. */
export async function reportOfScan(result: ScanResult, settings: ReportSettings): Promise<ReportInput> {
  const sources: ReportedSource[] = [];
  for (const source of result.sources) {
    if (source.finder === true) continue;
    const hashed = await fileHash(source.id);
    sources.push({ ...source, sha256: hashed?.sha256 ?? null });
  }
  const all = listedAlerts(result, settings.level);
  const alerts = all.slice(0, MOST_ALERTS);
  const times = result.sources.flatMap(({ first, last }) => [first, last]);
  return {
    ...{ version: settings.version, made: settings.now, basis: 'evidence', sources, alerts },
    alertsLeft: all.length - alerts.length,
    period: periodOf(settings, times),
    logins: {
      ...result.logins,
      sources: result.logins.sources.first(MOST_LOGINS),
      sourcesTotal: result.logins.sources.length,
    },
    web: { ...result.web, sources: result.web.sources.first(MOST_LOGINS) },
    captures: result.captures,
    findings: open(result.findings),
    ...(settings.intelligence && {
      knownOf: (address: string) => settings.intelligence?.of(address) ?? null,
    }),
    ...{ decisions: [], actions: [], brokenAction: null },
  };
}

/**
 * A report of what a state directory holds. What was counted beside alerts (logins, requests) is of all time, so it is
 * left out when a period is asked for. Throws `UserError` when nothing is stored.
 */
export async function reportOfState(
  directory: string,
  engineOptions: EngineOptions,
  findings: readonly Finding[],
  settings: ReportSettings,
): Promise<ReportInput> {
  const { since, until, now, version } = settings;
  const stored = StoredState.open(directory);
  try {
    const progress = watched(stored);
    const { alerts, left: alertsLeft } = worstOf(stored, settings);
    const findingsOf = (ports: Engine['ports'] | null): readonly ProbedFinding[] => {
      // What a scan read may be from anywhere.
      if (progress === null) return [];
      const probed = new Probed(alerts, (port) => ports?.find(port) ?? null);
      return open(findings).map((finding) => ({ ...finding, probing: probed.of(finding) }));
    };
    const actions = stored.actions(MOST_ACTIONS).filter(({ time }) => isWithin(time, settings));
    const decisions = stored.decisionsIn({ since, until });
    // A mark of nobody's: what the rules were in the middle of counting is not asked for.
    const engine =
      progress !== null && isAllTime(settings) ? resume(engineOptions, '', progress).engine : null;
    const sources = await sourcesOf(alerts, engine);
    const times = [
      ...alerts.flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]),
      ...actions.map(({ time }) => time),
      ...sources.flatMap(({ first, last }) => [first, last]),
    ];
    return {
      ...{ version, made: now, basis: 'stored', alerts, actions, decisions, sources },
      alertsLeft,
      isPart: settings.isPart === true,
      period: periodOf(settings, times),
      logins: engine && {
        failed: engine.logins.failed,
        succeeded: engine.logins.succeeded,
        sources: engine.logins.top(MOST_LOGINS).map((source) => source.toLoginSource()),
        sourcesTotal: engine.logins.size,
      },
      web: engine && { requests: engine.web.requests, sources: engine.web.top(MOST_LOGINS) },
      captures: [],
      ...(engineOptions.intelligence && {
        knownOf: (address: string) => engineOptions.intelligence?.of(address) ?? null,
      }),
      findings: findingsOf(engine?.ports ?? null),
      brokenAction: stored.firstBrokenAction(),
    };
  } finally {
    stored.close();
  }
}

/** Of too many the critical ones first, so that no break-in is missing; then the latest. */
function worstOf(stored: StoredState, { level, since, until }: ReportSettings) {
  const found: Alert[] = [];
  let left = 0;
  for (const isFirst of [true, false]) {
    for (const alert of stored.alerts({ level: isFirst ? 'critical' : level, since, until })) {
      const isMeant = alert.status !== 'covered' && isFirst === (alert.rule.level === 'critical');
      if (!isMeant) continue;
      if (found.length < MOST_ALERTS) found.push(alert);
      else left++;
    }
  }
  return { alerts: shownAlerts(found, level), left };
}

function isAllTime({ since, until }: ReportSettings): boolean {
  return since === null && until === null;
}

function isWithin(time: EpochMs, { since, until }: ReportSettings): boolean {
  return (since === null || time >= since) && (until === null || time <= until);
}

function periodOf(
  { since, until, now }: ReportSettings,
  times: readonly (EpochMs | null)[],
): ReportInput['period'] {
  const known = times.filter((time) => time !== null);
  if (known.length === 0 && since === null) return null;
  const first = since ?? known.reduce((one, other) => Math.min(one, other));
  const last = until ?? (known.length === 0 ? now : known.reduce((one, other) => Math.max(one, other)));
  return { first, last: Math.max(first, last) };
}

/** Nobody is to do what somebody decided to live with. */
function open(findings: readonly ProbedFinding[]): readonly ProbedFinding[] {
  return findings.filter(({ accepted }) => accepted === null);
}

/** How far a core came that watched; null of a scan, which stores what it found and nothing of what it counted. */
function watched(stored: StoredState): ReturnType<StoredState['progress']> {
  const progress = stored.progress();
  const isEmpty = progress === null || (progress.parts.length === 0 && progress.journal.length === 0);
  return isEmpty ? null : progress;
}

/** Where the alerts were read, as these files are now. */
async function sourcesOf(
  alerts: readonly Alert[],
  engine: Resumed['engine'] | null,
): Promise<ReportedSource[]> {
  const ids = [...new Set(alerts.flatMap(({ sources }) => sources))].sort().slice(0, MOST_SOURCES);
  const sources: ReportedSource[] = [];
  for (const id of ids) {
    // Nobody knows any more what a relative path was relative to: another file may have that name here.
    const hashed = isAbsolute(id) ? await fileHash(id) : null;
    const reader = engine?.knows(id) ? engine.reader(id) : NOTHING_READ;
    const { format, records, events, unparsed, first, last } = reader;
    sources.push({
      ...{ id, kind: hashed === null ? 'other' : 'file', format, records, events, unparsed, first, last },
      bytes: hashed?.bytes ?? 0,
      ...{ counts: {}, errors: [], notes: [] },
      sha256: hashed?.sha256 ?? null,
    });
  }
  return sources;
}

const NOTHING_READ = { format: null, records: 0, events: 0, unparsed: {}, first: null, last: null };
