/**
 * `npm run soak`: what only a long run shows. The real program is killed 200 times, most of them at named points, and what
 * it has stored in the end is compared with runs that nobody disturbed. Then a core is led through many lines: memory and
 * the cost of a line must not grow. Then a day of `watch` under mixed attacks, with mails. Options: --kills N, --lines N
 * (a quarter of an hour for 1e8 on a quiet machine), --hours N (five minutes for 24), --seed N; 0 leaves a part out.
 * Exit code 1 when anything differs or grows.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { authAttempts, BANS_BY_POLICY, killsOf } from '../test/support/crash-input.ts';
import { type CrashCase, runUndisturbed, runWithKills, storedIn } from '../test/support/crash-run.ts';
import { soakLines } from './soak-lines.ts';
import { soakWatch } from './soak-watch.ts';

const KILLS_PER_CASE = 20;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    lines: { type: 'string', default: '1e8' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
const lines = Number(values.lines);
const hours = Number(values.hours);
const seed = Number(values.seed);

const folder = mkdtempSync(join(tmpdir(), 'soc-soak-'));
try {
  const isSame = kills === 0 || (await soakKills());
  const isFlat = lines === 0 || (await soakLines(join(folder, 'lines'), { lines, seed }));
  const isRight = hours === 0 || (await soakWatch(join(folder, 'watch'), { hours, seed }));
  if (!isSame || !isFlat || !isRight) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Whether every case came to the same end as without a kill. */
async function soakKills(): Promise<boolean> {
  let killed = 0;
  let named = 0;
  let different = 0;
  for (let round = 0; killed < kills; round++) {
    const crash = caseOf(round);
    const planned = killsOf(Math.min(KILLS_PER_CASE, kills - killed), seed + round);
    const [whole, broken] = [join(crash.folder, 'whole'), join(crash.folder, 'broken')];
    await runUndisturbed(crash, whole);
    const atPoint = await runWithKills(crash, broken, planned);
    const isSame = isDeepStrictEqual(storedIn(broken), storedIn(whole));
    killed += planned.length;
    named += atPoint;
    if (!isSame) different++;
    const logs = Object.keys(crash.files).length;
    const verdict = isSame ? 'the same' : 'DIFFERENT';
    console.log(`${logs} log(s), ${planned.length} kills, ${atPoint} at their point: ${verdict}`);
  }
  console.log(`${killed} kills, ${named} at a named point, ${different} cases different`);
  return different === 0;
}

/** One log that grows while it is read, or two logs with the same attackers. */
function caseOf(round: number): CrashCase {
  const own = join(folder, `case${round}`);
  mkdirSync(own);
  const end = Date.now();
  const logs = 1 + (round % 2);
  const files = Array.from({ length: logs }, (_, index) => [
    `auth${index}.log`,
    authAttempts({ host: `web0${index}`, attempts: 3000, seed: seed + 2 * round + index, end }),
  ]);
  return {
    folder: own,
    files: Object.fromEntries(files),
    writesWhileRunning: logs === 1,
    config: BANS_BY_POLICY,
  };
}
