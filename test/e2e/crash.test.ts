/**
 * The program is killed as `kill -9` does it, again and again, at named points and at any moment; in the end it must
 * have stored what a run stores that nobody disturbs. 200 kills: `npm run soak`.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
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

const OTHER_RULE = `title: A word that nobody writes
id: 7c1f0d0e-5d0a-4a53-9a6e-0a4a5b7f3d11
logsource: {product: linux}
detection: {k: [never-written], condition: k}
level: low
`;

/** Each attacker's failures at once: more alerts than one write stores. */
function manyAttackers(attackers: number): string[] {
  const end = Date.now() - attackers * 50;
  return Array.from({ length: attackers }, (_, index) => {
    const ip = `198.51.${100 + (index >> 8)}.${index & 255}`;
    return Array.from({ length: 6 }, (_, attempt) => {
      const stamp = new Date(end + index * 50 + attempt).toISOString();
      return `${stamp} web sshd[${index + 2}]: Failed password for root from ${ip} port ${2000 + attempt} ssh2\n`;
    }).join('');
  });
}

test('after a kill and with other rules what was not stored is found again, and nothing told twice', async () => {
  const own = join(folder, 'other-rules');
  mkdirSync(join(own, 'rules'), { recursive: true });
  writeFileSync(join(own, 'rules', 'other.yml'), OTHER_RULE);
  const crash = {
    folder: own,
    files: { 'auth.log': manyAttackers(1500) },
    lastConfig: `rules: [${join(own, 'rules')}]\n`,
  };
  type Stored = { rule: { title: string }; group: object; firstSeen: number; lastSeen: number };
  const storedBy = (state: string): Map<string, Stored[]> => {
    const stored = new Map<string, Stored[]>();
    for (const alert of storedIn(join(own, state)).alerts as Stored[]) {
      const attack = JSON.stringify([alert.rule.title, alert.group]);
      stored.set(attack, [...(stored.get(attack) ?? []), alert]);
    }
    return stored;
  };
  await runUndisturbed(crash, join(own, 'whole'));
  const expected = [...storedBy('whole').keys()].sort();
  assert.ok(expected.length > 1400, String(expected.length));
  await runWithKills(crash, join(own, 'killed'), [{ kind: 'point', point: 'after-commit', times: 3 }]);
  const found = storedBy('killed');
  assert.deepEqual(
    [...found.keys()].filter((attack) => !expected.includes(attack)),
    [],
  );
  // Of one attacker at most the lines stand on both sides of the checkpoint, and are not counted together.
  const missing = expected.filter((attack) => !found.has(attack));
  const attackers = new Set(missing.map((attack) => /"src_ip":"([^"]+)"/.exec(attack)?.[1]));
  assert.ok(attackers.size <= 1, `${missing.length} alerts are lost: ${missing.slice(0, 5)}`);
  // What all attackers do together goes on: counting begins anew, after what was told.
  for (const [attack, alerts] of found) {
    const [first, second] = alerts.sort((a, b) => a.firstSeen - b.firstSeen);
    assert.ok(second === undefined || (first?.lastSeen ?? 0) < second.firstSeen, attack);
  }
});
