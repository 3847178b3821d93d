/**
 * Captures of other projects, against what tshark and tcpdump counted in them. They are not part of this project:
 * `SOC_CAPTURES=DIR` names a folder of them with its `truth.json`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { analyse } from './read.ts';

type Counted = {
  readonly file: string;
  readonly format: 'pcap' | 'pcapng';
  /**
   * `tshark-counts-other-blocks`: its packets are also blocks that hold none; `exact-tshark-refuses`: it knows neither
   * the link type nor any packet; `unreadable`, `damaged`: they end with a problem, whatever was read before.
   */
  readonly verdict: string;
  readonly packets: number;
  readonly syn_total: number | null;
  readonly syn_by_src: Readonly<Record<string, number>> | null;
  /** Records that hold packets, as counted by going from one to the next. */
  readonly walk_records: number;
};

const folder = process.env.SOC_CAPTURES;

describe('captures of other projects', { skip: folder === undefined && 'SOC_CAPTURES names none' }, () => {
  const truth = folder === undefined ? '[]' : readFileSync(join(folder, 'truth.json'), 'utf8');
  for (const counted of JSON.parse(truth) as readonly Counted[]) {
    test(counted.file, () => {
      const { summary, analysis } = analyse(readFileSync(join(folder ?? '', counted.file)));
      const { verdict, syn_total: syn, syn_by_src: bySource } = counted;
      const isBroken = verdict === 'unreadable' || verdict === 'damaged';
      assert.equal(analysis.reader.problem !== null, isBroken);
      const isWalked = verdict.startsWith('exact') || verdict === 'tshark-counts-other-blocks';
      if (isWalked) assert.equal(summary.packets, counted.walk_records);
      else assert.ok(summary.packets >= counted.packets);
      if (summary.format !== null) assert.equal(summary.format, counted.format);
      if (syn !== null) assert.equal(summary.syn, syn);
      if (bySource === null) return;
      const ours = summary.synBySource.map(({ ip, syn: count }) => [ip, count]);
      assert.deepEqual(Object.fromEntries(ours), bySource);
    });
  }
});
