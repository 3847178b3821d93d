import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../config/systemd/', import.meta.url));
const isThere = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!isThere && process.env.SOC_REQUIRE_ALL === '1') throw new Error('systemd-analyze is missing');
const skip = isThere ? false : 'systemd-analyze is missing';

/** The exposure level that systemd gives the unit, 0 (none) to 10. */
function exposure(unit: string): number {
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {
    encoding: 'utf8',
  });
  return Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1] ?? 'NaN');
}

function assertVerified(unit: string): void {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  assert.deepEqual(
    { status, ours: stderr.split('\n').filter((line) => line.includes('soc-console')) },
    { status: 0, ours: [] },
  );
}

test('systemd finds nothing wrong with the unit, and its exposure is what docs/watch.md says', {
  skip,
}, () => {
  const unit = join(folder, 'soc-console.service');
  assertVerified(unit);
  const docs = readFileSync(new URL('../../docs/watch.md', import.meta.url), 'utf8');
  const [, claimed] = /exposure level of (\d\.\d)/.exec(docs) ?? [];
  assert.ok(exposure(unit) <= Number(claimed), `exposure ${exposure(unit)}`);
});

test('with the file for firewalls it has that one capability more, and no other', { skip }, () => {
  const copy = mkdtempSync(join(tmpdir(), 'soc-unit-'));
  try {
    const unit = join(copy, 'soc-console.service');
    copyFileSync(join(folder, 'soc-console.service'), unit);
    mkdirSync(`${unit}.d`);
    copyFileSync(join(folder, 'firewall.conf'), join(`${unit}.d`, 'firewall.conf'));
    assertVerified(unit);
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {
      encoding: 'utf8',
    });
    const granted = stdout
      .split('\n')
      .filter((line) => line.startsWith('✗') && line.includes('CapabilityBoundingSet'));
    assert.deepEqual(
      granted.map((line) => /~(\S+)/.exec(line)?.[1]),
      ['CAP_NET_ADMIN'],
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
});
