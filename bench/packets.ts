/**
 * Whole runs of `scan` over generated captures, beside `tcpdump --count` and `tshark -T fields`; then one of ten times the
 * packets and twenty times the sources, and storms in which no two packets are alike, for their memory. Part of `npm run bench`; alone: `node --import tsx
 * bench/packets.ts`, with --packets N, --syn N, --sources N, --big N (packets of the large one; 0: none), --runs N,
 * --seed N, --check (exit code 1 when a target is missed). Needs a build.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type CaptureOptions, capture, type GeneratedCapture } from './generate-capture.ts';
import { STORMS, storm } from './generate-storms.ts';
import { type Command, isInstalled, type Measurement, measure, pinnedCore } from './measure.ts';

type PacketBench = {
  readonly program: string;
  /** Where the captures are written. */
  readonly folder: string;
  readonly capture: CaptureOptions;
  /** Packets of the large capture; 0 for none. */
  readonly big: number;
  readonly runs: number;
  /** The core to run on; null: any. */
  readonly core: number | null;
};

const TARGET_SECONDS_PER_MILLION = 0.5;
const TCPDUMPS = 10;
const TSHARKS = 30;
const TARGET_MEMORY = 150e6;

/** Prints what was measured; returns the targets that were missed. */
export async function benchPackets({ folder, big, ...bench }: PacketBench): Promise<string[]> {
  const file = join(folder, 'bench.pcap');
  const truth = write(file, bench.capture);
  const scan = scanOf(bench.program, file, join(folder, 'report.json'));
  await measure(scan, bench.core);
  refuseWrongFigures(join(folder, 'report.json'), truth);
  const { seconds, peakMemory } = await time('soc-console scan', scan, bench.runs, bench.core);
  const missed: string[] = [];
  if (seconds > (TARGET_SECONDS_PER_MILLION * truth.packets) / 1e6) missed.push('seconds');
  missed.push(...(await beside(file, seconds, bench)));
  rmSync(file);
  const memories = [peakMemory];
  if (big > 0) {
    write(file, { ...bench.capture, packets: big, syn: Math.ceil(big * 0.3), sources: Math.ceil(big / 10) });
    memories.push((await time('soc-console scan', scan, 1, bench.core)).peakMemory);
    rmSync(file);
    for (const kind of STORMS) {
      const packets = Math.ceil(big / 10);
      writePieces(file, storm(kind, packets, bench.capture.seed));
      console.log(`${packets} packets, each of its own: ${kind}`);
      memories.push((await time('soc-console scan', scan, 1, bench.core)).peakMemory);
      rmSync(file);
    }
  }
  if (memories.some((bytes) => bytes !== null && bytes > TARGET_MEMORY)) missed.push('memory');
  return missed;
}

/** How much longer others take, and how much less. */
async function beside(
  file: string,
  seconds: number,
  { runs, core }: Pick<PacketBench, 'runs' | 'core'>,
): Promise<string[]> {
  const missed: string[] = [];
  if (isInstalled('tcpdump')) {
    const tcpdump = await time('tcpdump --count', ['tcpdump', '-r', file, '--count'], runs, core);
    const times = seconds / tcpdump.seconds;
    console.log(`scan takes ${times.toFixed(1)} times as long as tcpdump --count in the same run.`);
    if (times > TCPDUMPS) missed.push('tcpdump');
  }
  if (isInstalled('tshark')) {
    const fields = ['-e', 'ip.src', '-e', 'tcp.dstport', '-e', 'tcp.flags'];
    const command: Command = ['tshark', '-n', '-r', file, '-T', 'fields', ...fields];
    const tshark = await time('tshark -T fields', command, 1, core);
    const times = tshark.seconds / seconds;
    console.log(`tshark -T fields takes ${times.toFixed(1)} times as long as scan in the same run.`);
    if (times < TSHARKS) missed.push('tshark');
  }
  return missed;
}

function scanOf(program: string, file: string, report: string): Command {
  return [process.execPath, program, 'scan', file, '--format', 'json', '--output', report, '--quiet'];
}

function write(file: string, options: CaptureOptions): GeneratedCapture['truth'] {
  const made = capture(options);
  const bytes = writePieces(file, made.pieces);
  const { packets, syn, sources } = made.truth;
  console.log(
    `${packets} packets, ${(bytes / 1e6).toFixed(0)} MB, ${syn} SYN of ${sources} sources, seed ${options.seed}`,
  );
  return made.truth;
}

function writePieces(file: string, pieces: Iterable<Uint8Array>): number {
  const opened = openSync(file, 'w');
  let bytes = 0;
  for (const piece of pieces) bytes += writeSync(opened, piece);
  closeSync(opened);
  return bytes;
}

/** What is fast and wrong is not worth measuring. */
function refuseWrongFigures(report: string, truth: GeneratedCapture['truth']): void {
  const [found] = JSON.parse(readFileSync(report, 'utf8')).network.captures;
  const isRight =
    found.packets === truth.packets && found.syn === truth.syn && found.syn_by_source_total === truth.sources;
  if (!isRight) throw new Error('scan counts other figures than were generated');
}

/** The median, and the most memory. */
async function time(
  name: string,
  command: Command,
  times: number,
  core: number | null,
): Promise<Measurement> {
  const seconds: number[] = [];
  let peakMemory = 0;
  for (let run = 0; run < times; run++) {
    const measured = await measure(command, core);
    seconds.push(measured.seconds);
    peakMemory = Math.max(peakMemory, measured.peakMemory ?? 0);
  }
  seconds.sort((a, b) => a - b);
  const median = seconds[seconds.length >> 1] ?? 0;
  console.log(`${name.padEnd(17)} ${median.toFixed(2)} s ${Math.round(peakMemory / 1e6)} MB`);
  return { seconds: median, peakMemory: peakMemory === 0 ? null : peakMemory };
}

async function alone(): Promise<void> {
  const { values } = parseArgs({
    options: {
      packets: { type: 'string', default: '1000000' },
      syn: { type: 'string', default: '300000' },
      sources: { type: 'string', default: '50000' },
      big: { type: 'string', default: '10000000' },
      runs: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      check: { type: 'boolean', default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'soc-bench-'));
  const core = pinnedCore();
  console.log(core === null ? 'not pinned to a core' : `pinned to core ${core}`);
  try {
    const missed = await benchPackets({
      program: fileURLToPath(new URL('../dist/main.js', import.meta.url)),
      capture: {
        packets: Number(values.packets),
        syn: Number(values.syn),
        sources: Number(values.sources),
        seed: Number(values.seed),
      },
      ...{ folder, core, big: Number(values.big), runs: Number(values.runs) },
    });
    if (missed.length > 0) console.log(`missed: ${missed.join(', ')}`);
    if (values.check && missed.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await alone();
