/**
 * How many attacks of the labelled development set the shipped rules find, and how many ordinary requests they flag.
 * `node --import tsx bench/web-recall.ts [--missed]` prints it alone; with `--missed` also what was missed or flagged in the
 * part that is not held out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../src/core/create-engine.ts';
import {
  attackRequests,
  isHeldOut,
  type LabelledRequest,
  ordinaryRequests,
  recordedRequests,
} from '../test/evidence/web-dev/generate.ts';

const shipped = fileURLToPath(new URL('../config', import.meta.url));
const FILLED = 12;
const SEED = 1;

/** `[found, of]` */
export type Share = { found: number; of: number };
type Recall = {
  readonly classes: ReadonlyMap<string, { readonly tuned: Share; readonly heldOut: Share }>;
  readonly ordinary: { readonly tuned: Share; readonly heldOut: Share };
  /** Of whole statements and code that people look for: what was told at medium or above. */
  readonly asked: Share;
  /** Of the part that is not held out: what was missed, and what was flagged. */
  readonly wrong: readonly string[];
};

/** Runs the development set through the engine with the shipped rules. */
export async function measureRecall(): Promise<Recall> {
  const requests = [
    ...attackRequests(SEED, FILLED),
    ...recordedRequests(),
    ...ordinaryRequests(SEED, FILLED),
  ];
  const matched = await matchAll(requests);
  const classes = new Map<string, { tuned: Share; heldOut: Share }>();
  const ordinary = { tuned: share(), heldOut: share() };
  const asked = share();
  const wrong: string[] = [];
  for (const [index, request] of requests.entries()) {
    const names = (matched[index] ?? []).filter((name) => !request.isAsked || !name.endsWith('_snippet'));
    if (request.isAsked) {
      asked.of++;
      if (names.length > 0) {
        asked.found++;
        wrong.push(`asked\t${names.join(' ')}\t${request.target} ${request.referer}\t${request.origin}`);
      }
      continue;
    }
    const group = request.label === null ? ordinary : groupOf(classes, request.label);
    const part = isHeldOut(request) ? group.heldOut : group.tuned;
    part.of++;
    if (names.length > 0) part.found++;
    if (isHeldOut(request) || names.length > 0 === (request.label !== null)) continue;
    wrong.push(
      `${request.label ?? 'ordinary'}\t${names.join(' ')}\t${request.target} ${request.referer}\t${request.origin}`,
    );
  }
  return { classes, ordinary, asked, wrong };
}

function share(): Share {
  return { found: 0, of: 0 };
}

function groupOf(
  classes: Map<string, { tuned: Share; heldOut: Share }>,
  label: string,
): { tuned: Share; heldOut: Share } {
  const group = classes.get(label) ?? { tuned: share(), heldOut: share() };
  classes.set(label, group);
  return group;
}

/** Names of the web rules that each request matches. */
async function matchAll(requests: readonly LabelledRequest[]): Promise<string[][]> {
  const lines = requests.map(({ target, referer, userAgent }) =>
    JSON.stringify({
      time_iso8601: '2026-11-21T00:00:00Z',
      remote_addr: '203.0.113.9',
      request: `GET ${target} HTTP/1.1`,
      status: 404,
      body_bytes_sent: 153,
      http_referer: referer,
      http_user_agent: userAgent,
    }),
  );
  return matchLines(lines, 'access-json');
}

async function matchLines(lines: readonly string[], format: 'access' | 'access-json'): Promise<string[][]> {
  const found = lines.map((): string[] => []);
  const { engine } = await createEngine(
    { shipped, rules: [], timeZone: 'UTC' },
    {
      record: () => {},
      event: ({ ref }, detections) => {
        found[ref.line - 1] = detections
          .filter(({ rule }) => rule.logsource.category === 'webserver' && rule.class !== 'other')
          .map(({ rule }) => rule.name);
      },
    },
  );
  const text = `${lines.join('\n')}\n`;
  engine.step({ kind: 'open', source: 's', format });
  const block = { source: 's', text, firstLine: 1, bytes: text.length, yearReference: 0, observedAt: 0 };
  engine.step({ kind: 'block', block });
  engine.step({ kind: 'end', source: 's' });
  return found;
}

/** Prints recall per class and the share of ordinary requests that were flagged. */
export async function printRecall({ missed }: { readonly missed: boolean }): Promise<void> {
  const { classes, ordinary, asked, wrong } = await measureRecall();
  console.log('class            tuned on                held out');
  const pooled = { tuned: share(), heldOut: share() };
  for (const [name, group] of [...classes].sort()) {
    console.log(`${name.padEnd(12)} ${told(group.tuned)} ${told(group.heldOut)}`);
    for (const part of ['tuned', 'heldOut'] as const) {
      pooled[part].found += group[part].found;
      pooled[part].of += group[part].of;
    }
  }
  console.log(`${'all attacks'.padEnd(12)} ${told(pooled.tuned)} ${told(pooled.heldOut)}`);
  console.log(`${'ordinary'.padEnd(12)} ${told(ordinary.tuned)} ${told(ordinary.heldOut)}   flagged`);
  console.log(`${'asked'.padEnd(12)} ${told(asked)}   told as more than what people look for`);
  await printLogs();
  if (missed) for (const line of wrong) console.log(line);
}

function told({ found, of }: Share): string {
  return `${`${found} of ${of}`.padStart(13)} ${`${((100 * found) / Math.max(of, 1)).toFixed(1)} %`.padStart(8)}`;
}

/** Logs of real sites that lie beside the repository on some machines: ordinary visitors only. */
async function printLogs(): Promise<void> {
  const folder = fileURLToPath(new URL('../../shared/corpora/weblog', import.meta.url));
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const lines = readFileSync(`${folder}/${name}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const flagged = (await matchLines(lines, 'access')).filter((names) => names.length > 0).length;
    console.log(`${name}: ${flagged} of ${lines.length} lines flagged`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await printRecall({ missed: process.argv.includes('--missed') });
}
