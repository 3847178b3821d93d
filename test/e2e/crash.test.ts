/**
 * The program is killed as `kill -9` does it, again and again, at named points and at any moment; in the end it must
 * have stored what a run stores that nobody disturbs. 200 kills: `npm run soak`.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { authAttempts, BANS_BY_POLICY, killsOf } from '../support/crash-input.ts';
import { type CrashCase, runUndisturbed, runWithKills, storedIn } from '../support/crash-run.ts';
import { temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();

function crashCase(name: string, logs: number, attempts: number): CrashCase {
  const own = join(folder, name);
  mkdirSync(own);
  // Fresh lines: those of yesterday would be history, and ban nobody.
  const end = Date.now();
  const files = Array.from({ length: logs }, (_, index) => [
    `auth${index}.log`,
    authAttempts({ host: `web0${index}`, attempts, seed: index + 1, end }),
  ]);
  return { folder: own, files: Object.fromEntries(files), config: BANS_BY_POLICY };
}

// Each mostly waits for its next moment to die.
describe('nothing is lost and nothing twice', { concurrency: true }, () => {
  for (const [what, crash, kills, seed] of [
    ['one log that grows while it runs', { ...crashCase('one', 1, 3000), writesWhileRunning: true }, 8, 1],
    ['two logs with the same attackers', crashCase('two', 2, 3000), 12, 2],
  ] as const) {
    test(`${what}, ${kills} kills: alerts, counts, evidence and bans are those of a run without any`, async () => {
      const [whole, killed] = [join(crash.folder, 'whole'), join(crash.folder, 'killed')];
      await runUndisturbed(crash, whole);
      const atPoint = await runWithKills(crash, killed, killsOf(kills, seed));
      const expected = storedIn(whole);
      assert.ok(
        expected.alerts.length > 50 && expected.bans.length >= 40,
        JSON.stringify(expected.bans.length),
      );
      assert.deepEqual(storedIn(killed), expected);
      assert.ok(atPoint >= kills / 2, `${atPoint} of ${kills} at their point`);
    });
  }
});
