import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeOfProgram } from '../../../src/engine/web/makes.ts';
import { assertLinear, pumped } from '../../support/linear-time.ts';

const MAKES: readonly (readonly [target: string, make: string | null])[] = [
  ['/index.php?id=1', 'php'],
  ['/x/Index.PHP/path/info', 'php'],
  ['/wp-content/plugins/some-plugin/download.php', 'php'],
  ['/a/Handler.ashx', 'asp'],
  ['/login.action;jsessionid=1', 'jsp'],
  ['/cgi-bin/status', 'cgi'],
  ['/old/cgi-bin/x.pl', 'cgi'],
  ['/names.nsf/x?Open', 'domino'],
  ['/about.html', null],
  ['/', null],
  ['/news/2026.11/a', null],
  ['/cgi-bin/', null],
  ['/search?file=a.php', null],
  ['/v1.2/users', null],
  // Hosts and people by their addresses, and files that a forge shows: pages of honest sites.
  ['/site/example.com', null],
  ['/@bob@example.pl', null],
  ['/users/bob@example.sh', null],
  ['/bob/tools/blob/main/index.php', null],
  ['/bob/tools/-/raw/v1.2/run.sh', null],
  ['/bob/tools/src/branch/main/x.pl', null],
  ['/cgit/tools.git/tree/a.py', null],
  ['/tree/', null],
  ['/blob.php', 'php'],
  ['/users/login.php', 'php'],
  ['/log/x.php', 'php'],
];

for (const [target, make] of MAKES) {
  test(`${target}: ${make ?? 'none'}`, () => assert.equal(makeOfProgram(target), make));
}

for (const unit of ['.php', '.a', '/cgi-', '/wp-', '?', '/a.', '/blob/', '/src/tag', '@']) {
  test(`pumped with ${unit}`, () =>
    assertLinear(unit, (length) => makeOfProgram(`/${pumped(unit, length)}`), {
      longest: 65_536,
      quickMs: 60,
      mostMs: 2000,
    }));
}
