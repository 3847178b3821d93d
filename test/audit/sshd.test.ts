import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readSshd } from '../../src/audit/sshd.ts';
import { without } from '../responders/needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-sshd-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** Files below a folder of their own; the first one is read. `HERE` in a text is that folder. */
function write(files: Readonly<Record<string, string>>): string {
  const here = join(folder, String(made++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(here, name)), { recursive: true });
    writeFileSync(join(here, name), text.replaceAll('HERE', here));
  }
  return join(here, Object.keys(files)[0] ?? '');
}

const read = (text: string) => readSshd(write({ sshd_config: text }));
const always = (input: ReturnType<typeof readSshd>) =>
  new Map(input.settings.filter(({ scope }) => scope === null).map(({ name, value }) => [name, value]));

const CONFIGS: readonly (readonly [title: string, files: Readonly<Record<string, string>>])[] = [
  ['nothing at all', { sshd_config: '' }],
  [
    'the first value counts, remarks and empty lines do not',
    { sshd_config: '# PermitRootLogin no\n\nPermitRootLogin yes # for now\nPermitRootLogin no\n' },
  ],
  [
    'an equals sign, quotes, tabs, capitals',
    { sshd_config: 'PERMITROOTLOGIN=no\n\tX11Forwarding "yes"\nMaxAuthTries = 3\n' },
  ],
  ['times', { sshd_config: 'LoginGraceTime 1m30s\nClientAliveInterval 2h\n' }],
  ['older names', { sshd_config: 'ChallengeResponseAuthentication no\n' }],
  [
    'an include stands where it is written',
    {
      sshd_config: 'X11Forwarding no\nInclude HERE/d/*.conf\nPermitRootLogin no\nMaxSessions 4\n',
      'd/20-b.conf': 'PermitRootLogin forced-commands-only\nMaxSessions 3\n',
      'd/10-a.conf': 'PermitRootLogin yes\nX11Forwarding yes\n',
      'd/30-c.txt': 'MaxSessions 1\n',
    },
  ],
  [
    'a Match holds only for whom it names',
    {
      sshd_config:
        'PasswordAuthentication no\nMatch User backup\n  PasswordAuthentication yes\n  X11Forwarding yes\n',
    },
  ],
  [
    'Match all stands over what came before',
    {
      sshd_config:
        'PasswordAuthentication no\nMatch User x\nPasswordAuthentication no\nMatch all\nPasswordAuthentication yes\n',
    },
  ],
  [
    'a Match ends with its file',
    {
      sshd_config: 'Include HERE/d/*.conf\nPermitTunnel yes\n',
      'd/a.conf': 'Match User x\nPermitTunnel no\n',
    },
  ],
  [
    'an include within a Match',
    {
      sshd_config: 'Match User x\nInclude HERE/d/*.conf\n',
      'd/a.conf': 'X11Forwarding yes\nPermitTTY no\n',
    },
  ],
];

describe('agrees with sshd -T', { skip: without('sshd', 'ssh-keygen') }, () => {
  const key = join(folder, 'host_key');
  for (const [title, files] of CONFIGS) {
    it(title, () => {
      if (made === 0) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      mkdirSync('/run/sshd', { recursive: true });
      const main = write(files);
      const printed = execFileSync('/usr/sbin/sshd', ['-T', '-f', main, '-h', key], { encoding: 'utf8' });
      const told = new Map(
        printed.split('\n').map((line) => [line.split(' ')[0], line.replace(/^\S+ /, '').toLowerCase()]),
      );
      const ours = always(readSshd(main));
      let compared = 0;
      for (const [name, value] of ours) {
        const expected = told.get(name)?.replace('without-password', 'prohibit-password');
        if (expected === undefined) continue;
        assert.equal(value, expected, name);
        compared++;
      }
      assert.ok(compared > 30);
    });
  }
});

describe('an sshd_config', () => {
  it('says of each setting where it was said; what nobody said has no line', () => {
    const { settings } = read('Port 22\nPermitRootLogin yes\n');
    const lineOf = (name: string) => settings.find((setting) => setting.name === name)?.line;
    assert.equal(lineOf('permitrootlogin'), 2);
    assert.equal(lineOf('passwordauthentication'), 0);
  });

  it('keeps what holds for some under their condition', () => {
    const { settings } = read('Match Address 192.0.2.0/24 User bob\nPasswordAuthentication yes\n');
    const own = settings.find(({ scope }) => scope !== null);
    assert.equal(own?.scope, 'Match Address 192.0.2.0/24 User bob');
    assert.equal(own?.value, 'yes');
  });

  for (const [text, places] of [
    ['', ['*:22']],
    ['Port 2222\nPort 22\n', ['*:2222', '*:22']],
    ['ListenAddress 127.0.0.1\nPort 2022\n', ['127.0.0.1:2022']],
    ['ListenAddress [::1]:2222\nListenAddress 192.0.2.1:22\n', ['::1:2222', '192.0.2.1:22']],
    ['Port 99999\n', ['*:22']],
  ] as const) {
    it(`listens on ${places.join(' and ')} with ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        read(text).services.map(({ bind, port }) => `${bind}:${port}`),
        places,
      );
    });
  }

  it('a keyword without a value is named', () => {
    assert.deepEqual(read('Port 22\nPermitRootLogin\n').bad, [
      { line: 2, reason: 'permitrootlogin has no value', raw: 'PermitRootLogin' },
    ]);
  });

  it('a file that includes itself ends', () => {
    const main = write({ sshd_config: 'Include HERE/sshd_config\nX11Forwarding yes\n' });
    assert.equal(always(readSshd(main)).get('x11forwarding'), 'yes');
  });

  it('a copy includes what was copied with it, never a file of this machine', () => {
    const tree = write({
      'etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\n',
      'etc/ssh/sshd_config.d/x.conf': 'X11Forwarding yes\n',
    });
    assert.equal(always(readSshd(tree)).get('x11forwarding'), 'yes');
    const alone = write({
      sshd_config: 'Include /etc/passwd\nInclude sshd_config.d/*.conf\n',
      'sshd_config.d/y.conf': 'PermitTTY no\n',
    });
    const input = readSshd(alone);
    assert.equal(always(input).get('permittty'), 'no');
    assert.deepEqual([input.badTotal, input.notes], [0, []]);
  });
});
