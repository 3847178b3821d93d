import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type IntelligenceSettings, loadIntelligence } from '../core/load-intelligence.ts';
import type { Alert, AlertId } from '../model/alerts/alert.ts';
import { attackerIn } from '../model/alerts/attacker.ts';
import type { Level } from '../model/level.ts';
import { nearest } from '../model/nearest.ts';
import { RefusedError } from '../model/refused-error.ts';
import type { EpochMs } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { safeJson, safeText } from '../platform/safe-text.ts';
import { alertLine } from '../report/alert-line.ts';
import type { RuleExplanation } from '../report/alert-sections.ts';
import { alertText } from '../report/alert-text.ts';
import type { Language } from '../report/notice/words.ts';
import { plainWords } from '../report/plain-words.ts';
import { alertJson } from '../report/scan-report.ts';
import { fitted } from '../report/wrap.ts';
import { loadRuleSet } from '../rules/rule-set.ts';
import { notKept } from '../store/not-kept.ts';
import { Store } from '../store/store.ts';
import { StoredState } from '../store/stored-state.ts';
import { Output } from './output.ts';
import { reachCore, type Wanted } from './reach.ts';
import type { CommandStreams } from './scan/scan.ts';
import { storedByRunning } from './storing.ts';

export type AlertsOptions = {
  /** What stands after `alerts`: list, show ID, ack ID. */
  readonly words: readonly string[];
  readonly state: string;
  /** Where a core that runs on it would be. */
  readonly running: Wanted;
  readonly format: 'text' | 'json' | 'ndjson';
  readonly output: string | null;
  readonly level: Level;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly quiet?: boolean;
  /** Folders of the user's rules. */
  readonly rules: readonly string[];
  /** The folder with `rules` as shipped. */
  readonly shipped: string;
  readonly language: Language;
  readonly intelligence?: IntelligenceSettings;
};

const USAGE = 'Write alerts list, alerts show ID or alerts ack ID; the beginning of an ID is enough.';
const ACTIONS = ['list', 'show', 'ack'];
const ID_START = /^[0-9a-f]{4,64}$/;
/** Enough of an id to be the only one that begins so. */
const ID_SHOWN = 10;
/** Results are handed over in pieces of about this size. */
const PIECE = 64 * 1024;

/** `soc-console alerts ...`: what is stored, also while a core runs. Returns the exit code. */
export async function alerts(options: AlertsOptions, streams: CommandStreams): Promise<number> {
  const [action = 'list', id, ...more] = options.words;
  const expected = action === 'list' ? 0 : 1;
  if (!ACTIONS.includes(action)) {
    const near = nearest(action, ACTIONS) ?? (ID_START.test(action) ? `show ${action}` : null);
    const hint = near === null ? USAGE : `Did you mean alerts ${near}? ${USAGE}`;
    throw new UserError(`alerts ${action}: no such action`, hint);
  }
  if (expected === 1 && id === undefined)
    throw new UserError(`alerts ${action} needs the id of an alert`, USAGE);
  const tooMuch = expected === 0 ? id : more[0];
  if (tooMuch !== undefined) throw new UserError(`${tooMuch}: alerts ${action} takes no more words`, USAGE);
  const output = await Output.open(options.output, streams.stdout);
  // Who acknowledges asks the core itself.
  const unstored = action === 'ack' ? null : await storedByRunning(options.running);
  if (unstored !== null)
    streams.stderr.write(`soc-console: not all of it is stored: ${safeText(unstored)}\n`);
  const stored = StoredState.open(options.state);
  try {
    if (id === undefined) {
      const covered = await list(stored, options, output);
      if (covered > 0 && options.quiet !== true) streams.stderr.write(notListed(covered, options.language));
    } else if (action === 'show') await show(stored, theOne(stored, id), options, output);
    else await acknowledge(theOne(stored, id), options, output);
  } finally {
    stored.close();
  }
  await output.close();
  return 0;
}

/** As on the screen: for a person without those that a stronger one covers. Returns how many these are. */
async function list(stored: StoredState, options: AlertsOptions, output: Output): Promise<number> {
  const { format } = options;
  let count = 0;
  let covered = 0;
  if (format === 'json') output.write('{"schema_version":1,"alerts":[');
  for (const alert of stored.alerts(options)) {
    if (format === 'text' && alert.status === 'covered') {
      covered++;
      continue;
    }
    if (format === 'text')
      output.write(`${fitted(rowOf(alert, options.language), output.columns).join('\n')}\n`);
    else if (format === 'ndjson') output.write(`${safeJson({ type: 'alert', ...storedJson(alert) })}\n`);
    else output.write(`${count === 0 ? '' : ','}\n${safeJson(storedJson(alert))}`);
    count++;
    await output.flush(PIECE);
  }
  if (format === 'json') output.write('\n]}\n');
  if (format === 'text' && count === 0) output.write(nothingStored(options));
  return covered;
}

function rowOf(alert: Alert, language: Language): string {
  return `${alert.id.slice(0, ID_SHOWN)}  ${alertLine(alert, language)}${mark(alert, language)}`;
}

function notListed(covered: number, language: Language): string {
  if (language === 'fr')
    return `soc-console: ${covered} de plus, ${covered === 1 ? 'couverte' : 'couvertes'} par une alerte plus forte de la même attaque (--format json les donne)\n`;
  return `soc-console: ${covered} more, covered by a stronger alert about the same attack (--format json has them)\n`;
}

/** Not "none" when only none of what was asked for is. */
function nothingStored({ level, since, until, language }: AlertsOptions): string {
  if (language === 'fr') {
    const when = since === null && until === null ? '' : ' de cette période';
    return `Aucune alerte${when} de niveau ${plainWords('fr').levels[level]} ou plus n'est enregistrée.\n`;
  }
  const then = since === null && until === null ? '' : ' of that time';
  return `No alerts at or above ${level} are stored${then}.\n`;
}

async function show(
  stored: StoredState,
  alert: Alert,
  options: AlertsOptions,
  output: Output,
): Promise<void> {
  const attacker = attackerIn(alert.group);
  const others = attacker === null ? [] : stored.alertsOf(attacker).filter(({ id }) => id !== alert.id);
  const decisions = attacker === null ? [] : stored.decisionsOn(attacker);
  const rule = await explanationOf(alert, options);
  if (options.format === 'text') {
    const { intelligence } = loadIntelligence(options.intelligence);
    const known = intelligence?.of(alert.group.src_ip ?? '') ?? null;
    output.write(alertText({ alert, rule, others, decisions, known }, options.language, output.columns));
    return;
  }
  const body = {
    ...storedJson(alert),
    description: rule?.description.trim() ?? null,
    falsepositives: rule?.falsepositives ?? [],
    same_attacker: others.map(({ id }) => id),
    decisions,
  };
  const lines = options.format === 'json' ? 2 : undefined;
  output.write(`${safeJson({ schema_version: 1, alert: body }, lines)}\n`);
}

async function acknowledge(
  alert: Alert,
  { state, format, running, language }: AlertsOptions,
  output: Output,
): Promise<void> {
  const acknowledged = (await acknowledgedByCore(alert.id, running)) ?? acknowledgedHere(alert, state);
  output.write(
    format === 'text'
      ? `${language === 'fr' ? 'acquittée : ' : 'acknowledged: '}${alertLine(acknowledged, language)}\n`
      : `${safeJson({ schema_version: 1, alert: storedJson(acknowledged) })}\n`,
  );
}

/** A core that runs keeps the alerts, and shows them; null when none does. */
async function acknowledgedByCore(alertId: AlertId, running: Wanted): Promise<Alert | null> {
  const core = await reachCore(running);
  if (core === null) return null;
  try {
    return await core.request({ kind: 'acknowledge', alertId });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new UserError(error.message, 'soc-console alerts shows what is stored.');
  } finally {
    core.close();
  }
}

function acknowledgedHere(alert: Alert, state: string): Alert {
  const store = openToWrite(state);
  try {
    // It may have grown since it was looked up.
    const current = store.alert(alert.id) ?? alert;
    const acknowledged: Alert = { ...current, status: 'acknowledged' };
    const time = Date.now();
    if (current.status !== 'acknowledged') {
      store.commit({ alerts: [acknowledged] }, time);
      const actor = userInfo().username;
      store.appendAction({
        time,
        actor,
        kind: 'acknowledge',
        subject: alert.id,
        detail: { by: 'alerts ack' },
      });
    }
    return acknowledged;
  } catch (error) {
    throw notKept(state, error) ?? error;
  } finally {
    store.close();
  }
}

function openToWrite(state: string): Store {
  try {
    return Store.open(state);
  } catch (error) {
    if (!(error instanceof UserError) || !error.message.includes('already used')) throw error;
    throw new UserError(
      `${error.message}: what it watches it also acknowledges`,
      'Acknowledge on its screen (a on the alert), or when it has ended.',
    );
  }
}

function theOne(stored: StoredState, start: string): Alert {
  const [alert, ...more] = stored.alertsById(start, 5);
  if (alert === undefined) {
    throw new UserError(`${start}: no alert that is stored begins so`, 'soc-console alerts shows them all.');
  }
  if (more.length > 0) {
    const ids = [alert, ...more].map(({ id }) => id).join(', ');
    throw new UserError(`${start}: several alerts begin so: ${ids}`, 'Write more of the id.');
  }
  return alert;
}

async function explanationOf(
  alert: Alert,
  { shipped, rules: folders }: AlertsOptions,
): Promise<RuleExplanation | null> {
  const { rules } = await loadRuleSet(join(shipped, 'rules'), folders);
  const all = [...rules.detections, ...rules.correlations];
  return all.find(({ rule }) => rule.id === alert.rule.id)?.rule ?? null;
}

function storedJson(alert: Alert): Record<string, unknown> {
  return { ...alertJson(alert), status: alert.status };
}

function mark({ status }: Alert, language: Language): string {
  if (status !== 'acknowledged') return '';
  return language === 'fr' ? '  (acquittée)' : '  (acknowledged)';
}
