import type { Readable, Writable } from 'node:stream';
import { writeEvidence } from '../../core/sources/write-evidence.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import { type Level, levelRank } from '../../model/level.ts';
import { jsonPieces, safeJson, safeText } from '../../platform/safe-text.ts';
import { type ScanResult, scannedAlertJson, scanReport, shownAlerts } from '../../report/scan-report.ts';
import { scanText } from '../../report/scan-text.ts';
import { notKept } from '../../store/not-kept.ts';
import type { Store } from '../../store/store.ts';
import { Output } from '../output.ts';
import { EventLines } from './event-lines.ts';
import { type ReadOptions, type ReadResult, readOnce } from './read-once.ts';

type ScanOptions = ReadOptions & {
  readonly format: 'text' | 'json' | 'ndjson' | 'md' | 'html';
  /** A folder in which the alerts are to be kept; nothing is when it is not named. */
  readonly state: string | null;
  readonly events: boolean;
  readonly output: string | null;
  readonly level: Level;
  readonly failOn: Level | null;
  readonly writeEvidence: string | null;
  readonly ascii: boolean;
};

export type CommandStreams = {
  readonly stdin: () => Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
};

/** Results are handed over in pieces of about this size. */
const PIECE = 64 * 1024;

/** Reads everything once and reports; interrupted, what was read until then. Returns the exit code: 3 before 1 before 0. */
export async function scan(options: ScanOptions, streams: CommandStreams): Promise<number> {
  const output = await Output.open(options.output, streams.stdout);
  const store = options.state === null ? null : await storeIn(options.state);
  try {
    return await scanInto(store, output, options, streams);
  } finally {
    store?.close();
  }
}

async function scanInto(
  store: Store | null,
  output: Output,
  options: ScanOptions,
  streams: CommandStreams,
): Promise<number> {
  const say = (text: string): void => void streams.stderr.write(`${safeText(text)}\n`);
  const lines = options.events ? new EventLines((line) => output.write(`${line}\n`)) : null;
  const { result, captures, intelligence, failed, interrupted } = await readOnce(options, {
    say,
    stdin: streams.stdin,
    settle: () => output.flush(PIECE),
    ...(lines && { observer: lines }),
    ...(hasBar(options, streams) && { progress: { stream: streams.stderr, ascii: options.ascii } }),
  });
  lines?.end();
  const isKept = store === null || keep(result, store, options, say);
  if (options.writeEvidence !== null) {
    const count = await writeEvidence(
      options.writeEvidence,
      captures.sources,
      shownAlerts(result.alerts, options.level),
    );
    if (!options.quiet) say(`soc-console: ${count} packets of alerts are in ${options.writeEvidence}`);
  }
  await writeResult({ result, intelligence }, options, output);
  await output.close();
  return interrupted || exitCode(options.failOn, failed || !isKept, result);
}

/** Never between the lines of a result that goes to the same terminal. */
function hasBar({ quiet, events, output }: ScanOptions, { stdout, stderr }: CommandStreams): boolean {
  const isMixed = events && output === null && (stdout as { readonly isTTY?: boolean }).isTTY === true;
  return stderr.isTTY === true && !quiet && !isMixed;
}

/** Most scans keep nothing, and need not wait until the database is loaded. */
async function storeIn(state: string): Promise<Store> {
  const { Store } = await import('../../store/store.ts');
  return Store.open(state);
}

/** One that somebody has acknowledged in an earlier scan stays so; the rest is as this scan sees it. False where nothing can be stored: it is reported all the same. */
function keep(
  { alerts, covered }: ScanResult,
  store: Store,
  { state }: ScanOptions,
  say: (text: string) => void,
): boolean {
  try {
    const statuses = new Map(alerts.map(({ id }) => [id, store.alert(id)?.status]));
    store.commit({ alerts: asKept(alerts, covered, statuses) });
    return true;
  } catch (error) {
    const trouble = notKept(state, error);
    if (trouble === null) throw error;
    say(`soc-console: ${trouble.message}. ${trouble.hint}`);
    return false;
  }
}

function* asKept(
  alerts: readonly Alert[],
  covered: ScanResult['covered'],
  statuses: ReadonlyMap<string, Alert['status'] | undefined>,
): Iterable<Alert> {
  for (const alert of alerts) {
    const own = covered.has(alert.id) ? 'covered' : alert.status;
    const status = statuses.get(alert.id) === 'acknowledged' ? 'acknowledged' : own;
    // The lines of an alert are put together when they are asked for: a copy has none.
    yield { ...alert, evidence: alert.evidence, status };
  }
}

async function writeResult(
  { result, intelligence }: Pick<ReadResult, 'result' | 'intelligence'>,
  options: ScanOptions,
  output: Output,
): Promise<void> {
  const { format, level } = options;
  switch (format) {
    case 'text':
      output.write(scanText(result, { ...options, columns: output.columns }));
      break;
    case 'json':
      await writeJson(scanReport(result, level), output);
      break;
    case 'ndjson':
      await writeNdjson(result, options, output);
      break;
    case 'md':
    case 'html': {
      const { pageOfScan } = await import('../report.ts');
      output.write(await pageOfScan({ result, intelligence }, { ...options, format }));
    }
  }
}

async function writeNdjson(result: ScanResult, { level }: ScanOptions, output: Output): Promise<void> {
  const shown = shownAlerts(result.alerts, level);
  for (const alert of shown) {
    output.write(`${safeJson({ type: 'alert', ...scannedAlertJson(alert, result) })}\n`);
    await output.flush(PIECE);
  }
  const { alerts: _, ...summary } = scanReport(result, level);
  await writeJson({ type: 'summary', ...summary, alerts_total: shown.length }, output);
}

/** A line. */
async function writeJson(value: unknown, output: Output): Promise<void> {
  for (const piece of jsonPieces(value)) {
    output.write(piece);
    await output.flush(PIECE);
  }
  output.write('\n');
}

function exitCode(failOn: Level | null, failed: boolean, result: ScanResult): number {
  if (failed) return 3;
  const worst = Math.max(-1, ...result.alerts.map(({ rule }) => levelRank(rule.level)));
  return failOn !== null && worst >= levelRank(failOn) ? 1 : 0;
}
