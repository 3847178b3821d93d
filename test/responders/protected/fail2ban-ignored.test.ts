import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fail2banIgnored } from '../../../src/responders/protected/fail2ban-ignored.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-f2b-'));
after(() => rmSync(folder, { recursive: true }));

mkdirSync(join(folder, 'jail.d'));
writeFileSync(
  join(folder, 'jail.conf'),
  '[DEFAULT]\n#ignoreip = 127.0.0.1/8 ::1\nignorecommand =\nbantime = 10m\n 192.0.2.99\n',
);
writeFileSync(
  join(folder, 'jail.local'),
  '[DEFAULT]\nignoreip = 127.0.0.1/8, 203.0.113.7 office.example # the office\n           198.51.100.0/24\n; 192.0.2.1\n\t2001:db8::/32\nbantime = 1h\n',
);
writeFileSync(join(folder, 'jail.d/sshd.local'), '[sshd]\r\nignoreip=192.0.2.5\r\n');
writeFileSync(join(folder, 'jail.d/old.bak'), '[sshd]\nignoreip = 192.0.2.6\n');

describe("fail2ban's ignoreip", () => {
  test('is read from every jail: addresses and ranges, over several lines, without comments and names', () => {
    assert.deepEqual(
      fail2banIgnored(folder).map(({ address }) => address),
      ['127.0.0.1/8', '203.0.113.7', '198.51.100.0/24', '2001:db8::/32', '192.0.2.5'],
    );
  });

  test('says in which file it stands', () => {
    const why = fail2banIgnored(folder).find(({ address }) => address === '192.0.2.5')?.why;
    assert.equal(why, `fail2ban is told to ignore it (ignoreip in ${join(folder, 'jail.d/sshd.local')})`);
  });

  test('protects nobody where there is no fail2ban', () => {
    assert.deepEqual(fail2banIgnored(join(folder, 'nowhere')), []);
  });
});
