import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { machineFacts } from '../../../src/core/audit/machine-facts.ts';

test("fail2ban's files are read in its order, and of its jails' logs those that are there", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-fail2ban-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'jail.d'));
  mkdirSync(join(folder, 'logs'));
  write('logs/web.log', '');
  write('paths-common.conf', `[DEFAULT]\nweb_log = ${folder}/logs/web.log\nother_log = ${folder}/none\n`);
  write(
    'paths-debian.conf',
    `[INCLUDES]\nbefore = paths-common.conf\n[DEFAULT]\nother_log = ${folder}/gone.log\n`,
  );
  write(
    'jail.conf',
    '[INCLUDES]\nbefore = paths-debian.conf\n[DEFAULT]\nbantime = 10m\n' +
      '[web]\nlogpath = %(web_log)s\n          %(other_log)s\n[sites]\n',
  );
  write('jail.d/a.conf', '[DEFAULT]\nbantime = 20m\n[web]\nenabled = true\n');
  write('jail.local', '[DEFAULT]\nbantime = 1h\n');
  write(
    'jail.d/z.local',
    `[DEFAULT]\nbantime = 2h\n[sites]\nenabled = true\nlogpath = ${folder}/logs/*.txt\n    ${folder}/no/*.log\n`,
  );
  const { sources, banTime, remarks, closed } = await machineFacts('', folder);
  assert.equal(banTime, '2h');
  assert.deepEqual(
    sources.filter((path) => path.startsWith(folder)),
    [`${folder}/logs/web.log`, `${folder}/logs/*.txt`],
  );
  assert.match(remarks.sources ?? '', /fail2ban's jails/);
  assert.ok(closed.every((path) => sources.includes(path)));
});
