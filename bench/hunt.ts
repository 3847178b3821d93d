/** `hunt` on the generated auth.log: what is looked for by a text, by a pattern, and counted by a field. */
import type { Command } from './measure.ts';

type HuntBench = {
  readonly program: string;
  readonly log: string;
  /** Measures a command and prints its line; the median in seconds. */
  readonly time: (name: string, command: Command) => Promise<number>;
};

const ALL = '{filename=~".+"}';
/** A million lines filtered in about a second. */
const TARGET_SECONDS_PER_MILLION = 1.5;

const HUNTS: Readonly<Record<string, string>> = {
  'hunt |=': `${ALL} |= "Failed password" |= "port 2222 "`,
  'hunt |~': `${ALL} |~ "Failed password for (invalid user )?\\\\w+ from 203\\\\.0\\\\."`,
  'hunt count by': `sum by (ip) (count_over_time(${ALL} |= "Failed password" | pattern \`<_> from <ip> port <_>\` [30d]))`,
};

/** Names of the hunts that took longer than their target. */
export async function benchHunt({ program, log, time }: HuntBench, lines: number): Promise<string[]> {
  const slow: string[] = [];
  for (const [name, query] of Object.entries(HUNTS)) {
    const options = ['--limit', '100', '--quiet', '--output', '/dev/null'];
    const seconds = await time(name, [process.execPath, program, 'hunt', query, log, ...options]);
    const isFilter = name !== 'hunt count by';
    if (isFilter && seconds > (TARGET_SECONDS_PER_MILLION * lines) / 1_000_000) slow.push(name);
  }
  return slow;
}
