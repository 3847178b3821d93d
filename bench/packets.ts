/**
 * `node --import tsx bench/packets.ts`: whole runs of `scan` over generated captures, beside `tcpdump --count` and
 * `tshark -T fields`. Options: --packets N, --syn N, --sources N, --runs N, --seed N. Needs a build.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { capture } from './generate-capture.ts';
import { type Command, isInstalled, measure, pinnedCore } from './measure.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    syn: { type: 'string', default: '300000' },
    sources: { type: 'string', default: '50000' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soc-bench-'));
const core = pinnedCore();
const runs = Number(values.runs);

try {
  const file = join(folder, 'bench.pcap');
  const truth = write(file);
  const report = join(folder, 'report.json');
  const scan: Command = [
    process.execPath,
    program,
    'scan',
    file,
    '--format',
    'json',
    '--output',
    report,
    '--quiet',
  ];
  await measure(scan, core);
  refuseWrongFigures(report, truth);
  await time('soc-console scan', scan, runs);
  if (isInstalled('tcpdump')) await time('tcpdump --count', ['tcpdump', '-r', file, '--count'], runs);
  if (isInstalled('tshark')) {
    const fields = ['-e', 'ip.src', '-e', 'tcp.dstport', '-e', 'tcp.flags'];
    await time('tshark -T fields', ['tshark', '-n', '-r', file, '-T', 'fields', ...fields], 1);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function write(file: string): { readonly packets: number; readonly syn: number; readonly sources: number } {
  const made = capture({
    packets: Number(values.packets),
    syn: Number(values.syn),
    sources: Number(values.sources),
    seed: Number(values.seed),
  });
  const opened = openSync(file, 'w');
  let bytes = 0;
  for (const piece of made.pieces) bytes += writeSync(opened, piece);
  closeSync(opened);
  const { packets, syn, sources } = made.truth;
  console.log(
    `${packets} packets, ${(bytes / 1e6).toFixed(0)} MB, ${syn} SYN of ${sources} sources, seed ${values.seed}`,
  );
  console.log(core === null ? 'not pinned to a core' : `pinned to core ${core}`);
  return made.truth;
}

/** What is fast and wrong is not worth measuring. */
function refuseWrongFigures(report: string, truth: ReturnType<typeof write>): void {
  const [found] = JSON.parse(readFileSync(report, 'utf8')).network.captures;
  const isRight =
    found.packets === truth.packets && found.syn === truth.syn && found.syn_by_source_total === truth.sources;
  if (!isRight) throw new Error('scan counts other figures than were generated');
}

async function time(name: string, command: Command, times: number): Promise<void> {
  const seconds: number[] = [];
  let memory = 0;
  for (let run = 0; run < times; run++) {
    const measured = await measure(command, core);
    seconds.push(measured.seconds);
    memory = Math.max(memory, measured.peakMemory ?? 0);
  }
  seconds.sort((a, b) => a - b);
  const median = seconds[seconds.length >> 1] ?? 0;
  console.log(`${name.padEnd(17)} ${median.toFixed(2)} s ${Math.round(memory / 1e6)} MB`);
}
