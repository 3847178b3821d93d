import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type IntelligenceSettings, loadIntelligence } from '../core/load-intelligence.ts';
import { explainAlert } from '../engine/explain/explain-alert.ts';
import { type ExplainSettings, explainLines } from '../engine/explain/explain-lines.ts';
import type { FormatName } from '../engine/parse/parser.ts';
import type { Logsource } from '../model/log-event.ts';
import { UserError } from '../model/user-error.ts';
import { systemClock } from '../platform/clock.ts';
import { safeJson, safeText } from '../platform/safe-text.ts';
import { titleIn } from '../report/alert-words.ts';
import { alertExplanationText } from '../report/explain/alert-text.ts';
import { alertExplanationJson, explanationJson } from '../report/explain/json.ts';
import { explanationText } from '../report/explain/line-text.ts';
import type { Language } from '../report/notice/words.ts';
import { fittedText } from '../report/wrap.ts';
import { isWithin } from '../rules/load.ts';
import { loadParsers } from '../rules/parsers/load.ts';
import { loadRuleSet, toldIssues } from '../rules/rule-set.ts';
import { StoredState } from '../store/stored-state.ts';
import { Output } from './output.ts';
import type { CommandStreams } from './scan/scan.ts';

export type ExplainOptions = {
  /** A line, in one word or in several; the beginning of an alert's id; or `-`. */
  readonly words: readonly string[];
  /** Where an alert would be stored. */
  readonly state: () => string;
  readonly format: 'text' | 'json';
  readonly output: string | null;
  readonly inputFormat: FormatName | null;
  readonly logsource: Logsource | null;
  readonly timeZone: string;
  readonly rules: readonly string[];
  readonly parsers: readonly string[];
  readonly believedProxies?: readonly string[];
  /** Files that say something of addresses. */
  readonly intelligence?: IntelligenceSettings;
  readonly shipped: string;
  readonly quiet: boolean;
  readonly language: Language;
};

/** No log line is only this. */
const ALERT_ID = /^[0-9a-f]{4,64}$/;
/** Lines before the one that is explained: more are no help to anybody. */
const MOST_CHARACTERS = 64 << 20;

/** `soc-console explain ...`: why a line or an alert is what it is. Returns the exit code. */
export async function explain(options: ExplainOptions, streams: CommandStreams): Promise<number> {
  const text = options.words.join(' ');
  if (text.trim() === '') {
    throw new UserError(
      'explain needs a line or the id of an alert',
      "Write soc-console explain 'LINE', the id that soc-console alerts shows, or - for standard input.",
    );
  }
  if (options.words.length === 1 && text !== '-' && existsSync(text)) {
    throw new UserError(
      `${text} is a file, not a line`,
      `Write soc-console explain - < ${text} for its last line, or soc-console scan ${text} for all of it.`,
    );
  }
  const output = await Output.open(options.output, streams.stdout);
  const settings = await settingsOf(options, streams);
  const titles = titlesOf(settings, options.language);
  if (ALERT_ID.test(text)) writeAlert(text, options, settings, titles, output);
  else {
    const lines = text === '-' ? await linesOf(streams.stdin()) : [text];
    const explanation = explainLines(lines, {
      ...settings,
      only: null,
      isOwn: ({ at }) => options.rules.some((folder) => isWithin(at.file, folder)),
    });
    output.write(
      options.format === 'text'
        ? fittedText(explanationText(explanation, options.language, titles), output.columns)
        : `${safeJson({ schema_version: 1, ...explanationJson(explanation) }, 2)}\n`,
    );
  }
  await output.close();
  return 0;
}

/** What rules are called, by the names with which one rule names another. */
function titlesOf(
  { rules: { detections, correlations } }: Pick<ExplainSettings, 'rules'>,
  language: Language,
): ReadonlyMap<string, string> {
  return new Map([...detections, ...correlations].map(({ rule }) => [rule.name, titleIn(rule, language)]));
}

function writeAlert(
  id: string,
  { state, format, language }: ExplainOptions,
  settings: Omit<ExplainSettings, 'only'>,
  titles: ReadonlyMap<string, string>,
  output: Output,
): void {
  const stored = StoredState.open(state());
  try {
    const [alert, another] = stored.alertsById(id, 2);
    if (alert === undefined)
      throw new UserError(`${id}: no alert that is stored begins so`, 'soc-console alerts shows them all.');
    if (another !== undefined) throw new UserError(`${id}: several alerts begin so`, 'Write more of the id.');
    const explanation = explainAlert(alert, settings);
    output.write(
      format === 'text'
        ? fittedText(alertExplanationText(explanation, language, titles), output.columns)
        : `${safeJson({ schema_version: 1, ...alertExplanationJson(explanation) }, 2)}\n`,
    );
  } finally {
    stored.close();
  }
}

async function settingsOf(
  {
    shipped,
    rules: folders,
    parsers: parserFolders,
    inputFormat,
    logsource,
    timeZone,
    believedProxies = [],
    intelligence: files,
    quiet,
  }: ExplainOptions,
  { stderr }: CommandStreams,
): Promise<Omit<ExplainSettings, 'only'>> {
  const { rules, filters, placeholders, regexFor, issues } = await loadRuleSet(
    join(shipped, 'rules'),
    folders,
  );
  const parsers = await loadParsers(parserFolders);
  const { intelligence, warnings } = loadIntelligence(files);
  if (!quiet) for (const warning of warnings) stderr.write(`soc-console: ${safeText(warning)}\n`);
  if (!quiet)
    for (const told of toldIssues([...issues, ...parsers.issues]))
      stderr.write(`soc-console: ${safeText(told)}\n`);
  return {
    ...{ rules, filters, placeholders, regexFor, logsource, timeZone, believedProxies },
    intelligence,
    format: inputFormat,
    formats: parsers.formats,
    hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32),
    now: systemClock.now(),
  };
}

async function linesOf(stream: Readable): Promise<string[]> {
  const pieces: string[] = [];
  let size = 0;
  stream.setEncoding('utf8');
  for await (const piece of stream as AsyncIterable<string>) {
    pieces.push(piece);
    size += piece.length;
    if (size > MOST_CHARACTERS)
      throw new UserError(
        'standard input is too much to explain',
        'Give the lines that matter: tail -n 10000 FILE.',
      );
  }
  const lines = pieces
    .join('')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  if (lines.length === 0)
    throw new UserError('standard input has no line', 'Give the line, or lines up to it.');
  return lines;
}
