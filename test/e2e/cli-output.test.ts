/** What the built program writes: forms, files, exit codes; and that no input gets a control character into it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { RecordedDaemon } from '../sources/docker/recorded-daemon.ts';
import { smallDisk } from '../support/small-disk.ts';
import { copyEvidence, MAIN, type Report, run, scanJson, start, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const repeated = copyEvidence('auth-repeated.log', folder);
const accessLog = copyEvidence('access.log', folder);

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a result for which the disk has no room ends with 3, names its file, and accuses no log', async (context) => {
  if (!existsSync('/dev/full')) return context.skip('there is no device that is full');
  const asked = ['scan', accessLog, '--format', 'ndjson', '--events', '-o', '/dev/full'];
  const { code, stderr } = await run(asked);
  assert.equal(code, 3);
  assert.match(
    stderr,
    /^soc-console: \/dev\/full: cannot be written to its end: no space left on the device\n/,
  );
});

for (const room of [0, 20 << 10, 120 << 10]) {
  test(`a scan is reported although its folder has no room for it: ${room} bytes of a disk`, async (context) => {
    const disk = smallDisk(400 << 10);
    if (disk === null) return context.skip('may not mount a file system');
    disk.fill(room);
    const state = join(disk.path, 'state');
    const { code, stdout, stderr } = await run(['scan', repeated, '--state', state]);
    assert.equal(code, 3);
    assert.match(stdout, /SSH brute force/);
    const said = `soc-console: ${state}: the state cannot be kept there: `;
    assert.ok(stderr.startsWith(said), stderr);
    assert.match(stderr, /Make room there, or give another folder with --state DIR\.\n$/);
    const banned = await run(['ban', '203.0.113.5', '--yes', '--state', state]);
    assert.ok(banned.stderr.startsWith(said), banned.stderr);
    assert.equal(banned.code, 2);
  });
}

test('a result that cannot be written ends the reading too', async (context) => {
  if (!existsSync('/dev/full')) return context.skip('there is no device that is full');
  const child = start(['scan', '-', '--format', 'ndjson', '--events', '-o', '/dev/full']);
  child.stdin.on('error', () => {});
  // Never ended: more could come.
  child.stdin.write(readFileSync(accessLog));
  const [code] = await once(child, 'close');
  assert.equal(code, 3);
});

describe('what scan says of what it read', () => {
  const mixed = file('half.log', `${readFileSync(repeated, 'utf8')}no stamp at all\n`);
  // As login writes it for root: struct lastlog has a time of 4 bytes, a terminal of 32 and a host of 256.
  const lastlog = Buffer.alloc(292);
  lastlog.writeInt32LE(1_763_900_000);
  lastlog.write('pts/0', 4);
  lastlog.write('192.0.2.7', 36);
  const sources = [mixed, file('lastlog', lastlog), file('faillog', ''), file('prose.log', 'No log.\n')];

  for (const [lang, of] of [
    ['en', ['syslog, 20 lines, 19 events; not understood: 1 malformed', 'a binary file, no log', 'empty']],
    [
      'fr',
      [
        'syslog, 20 lignes, 19 événements ; non compris : 1 mal formée',
        'un fichier binaire, pas un journal',
        'vide',
      ],
    ],
  ] as const) {
    test(`in words of its language: ${lang}`, async () => {
      const { stdout } = await run(['scan', '--lang', lang, ...sources]);
      const told = stdout.slice(stdout.indexOf('\nSOURCES\n'));
      const colon = lang === 'fr' ? ' : ' : ': ';
      for (const [index, words] of of.entries())
        assert.ok(told.includes(`${sources[index]}${colon}${words}\n`), told);
      assert.match(
        told,
        /prose\.log ?: (unknown format, 1 line, 0 events|format inconnu, 1 ligne, 0 événement)$/m,
      );
    });
  }

  test('draws its bars with # where the locale has no blocks', async () => {
    const { stdout } = await run(['scan', repeated], { env: { LC_ALL: 'C' } });
    assert.match(stdout, /Z {2}#{40}$/m);
    assert.doesNotMatch(stdout, /[^\x20-\x7e\n]/);
  });
});

describe('forms', () => {
  test('ndjson with --events: one object for each line, in order, then the alerts, last the summary', async () => {
    const path = file('mixed.log', `${readFileSync(repeated, 'utf8')}no stamp at all\n`);
    const { stdout } = await run(['scan', path, '--format', 'ndjson', '--events']);
    const said = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      said.map(({ type }) => type),
      [...Array<string>(19).fill('event'), 'unparsed', 'alert', 'summary'],
    );
    assert.deepEqual(
      said.slice(0, 20).map(({ line_no }) => line_no),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    assert.equal(said.find(({ type }) => type === 'unparsed')?.reason, 'bad-line');
    assert.equal(
      said.reduce(
        (sum, { login, outcome, count }) => sum + (login && outcome === 'failure' ? Number(count ?? 1) : 0),
        0,
      ),
      7,
    );
  });

  test('-o writes the report to a file, and nothing to standard output', async () => {
    const output = join(folder, 'report.json');
    const ended = await run(['scan', repeated, '--format', 'json', '-o', output]);
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '', stderr: '' });
    assert.equal((JSON.parse(readFileSync(output, 'utf8')) as Report).logins.failed, 7);
  });

  test('-o - is standard output, not a file of that name', async () => {
    const { stdout } = await run(['scan', repeated, '--format', 'json', '-o', '-'], { cwd: folder });
    assert.equal((JSON.parse(stdout) as Report).logins.failed, 7);
    assert.equal(existsSync(join(folder, '-')), false);
  });

  for (const args of [['scan', repeated], ['bans', '--state', join(folder, 'none')], ['--help']]) {
    test(`output that cannot be written is said, and ends with 3: ${args[0]}`, () => {
      const device = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
        stdio: ['ignore', device, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(device);
      assert.equal(status, 3);
      assert.equal(
        stderr,
        'soc-console: standard output: cannot be written to its end: no space left on the device\n' +
          '  Make room, or give a file elsewhere.\n',
      );
    });
  }

  test('what was left out of a source stands beside it', async () => {
    const { stdout } = await run(['scan', file('zeros.log', '\0'.repeat(1000))]);
    assert.match(stdout, /zeros\.log: empty; noticed: 1 000 bytes of nothing \(NUL\), left out\n/);
  });

  test('what only finds sources is none of them, unless there was nothing to find', async () => {
    const daemon = new RecordedDaemon(folder);
    await daemon.start();
    const env = { DOCKER_HOST: `unix://${daemon.socket}` };
    try {
      assert.match(
        (await run(['scan', 'docker:'], { env })).stdout,
        /\n {2}docker: nothing found to read\n$/,
      );
      daemon.run('web');
      daemon.write('web', '203.0.113.9 - - [21/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"');
      const { stdout } = await run(['scan', 'docker:'], { env });
      assert.match(stdout, /^soc-console scan: 1 line of 1 source;/);
      assert.match(stdout, /SOURCES\n {2}docker:web: access, 1 line, 1 event\n$/);
      assert.doesNotMatch((await run(['report', 'docker:'], { env })).stdout, /docker(?!:web)/);
    } finally {
      await daemon.stop();
    }
  });

  test('text names the attacker, the configuration and the sources', async () => {
    const { stdout } = await run(['scan', repeated, copyEvidence('services.conf', folder)]);
    assert.match(stdout, /^soc-console scan: 31 lines of 2 sources; alerts: 1 medium\n/);
    assert.match(stdout, /MEDIUM +SSH brute force, steady: 172\.30\.77\.102/);
    assert.match(stdout, /telnet is active on port 23; the policy forbids it/);
  });

  test('--level leaves out what is weaker', async () => {
    const { alerts } = await scanJson([accessLog, '--level', 'high']);
    assert.deepEqual([...new Set(alerts.map(({ level }) => level))], ['high']);
  });
});

describe('exit codes', () => {
  const rules = join(folder, 'rules');
  mkdirSync(rules);
  writeFileSync(join(rules, 'broken.yml'), 'title: Broken\nlogsource:\n\tproduct: linux\n');
  writeFileSync(
    join(rules, 'good.yml'),
    'title: Root tried\nname: root_tried\nlogsource:\n  service: sshd\ndetection:\n  s:\n    user: root\n  condition: s\nlevel: high\n',
  );
  const configuration = file('broken.yaml', 'level: loud\nbogus: 1\n');
  const cases: readonly [what: string, args: readonly string[], code: number, stderr: RegExp][] = [
    ['0: done, whatever was found', [repeated], 0, /^$/],
    ['1: an alert at --fail-on', [repeated, '--fail-on', 'medium'], 1, /^$/],
    ['0: no alert at --fail-on', [repeated, '--fail-on', 'high'], 0, /^$/],
    ['3 before 1', [repeated, join(folder, 'nope'), '--fail-on', 'low'], 3, /nope: no such file/],
    ['2 before 3', [join(folder, 'nope'), '--bogus'], 2, /--bogus: no such flag/],
    ['2: no PATH', [], 2, /PATH/],
    ['2: a flag without its value', [repeated, '--format'], 2, /--format/],
    [
      '2: an output that cannot be written',
      [repeated, '-o', '/nowhere/x'],
      2,
      /\/nowhere\/x: cannot be written/,
    ],
    [
      '2: a configuration that is wrong, all of it',
      [repeated, '-c', configuration],
      2,
      /broken\.yaml:1:8: .*\n.*broken\.yaml:2:1: /,
    ],
    ['2: a configuration that is not there', [repeated, '-c', join(folder, 'no.yaml')], 2, /no\.yaml/],
    [
      '2: rules that are not there',
      [repeated, '--rules', join(folder, 'no-rules')],
      2,
      /no-rules: the rules cannot be read/,
    ],
    [
      '0: a broken rule is named with its place, the others run',
      [repeated, '--rules', rules],
      0,
      /broken\.yml:3:1: error: /,
    ],
  ];
  for (const [what, args, code, stderr] of cases) {
    test(what, async () => {
      const ended = await run(['scan', ...args]);
      assert.match(ended.stderr, stderr);
      assert.doesNotMatch(ended.stderr, /^\s+at /m);
      assert.equal(ended.code, code);
    });
  }

  test('the rules beside a broken one do their work', async () => {
    const { stdout } = await run(['scan', repeated, '--rules', rules, '--format', 'json']);
    const names = (JSON.parse(stdout) as Report).alerts.map(({ rule }) => rule.name);
    assert.deepEqual(names, ['root_tried', 'sshd_bruteforce']);
  });
});

describe('hostile text', () => {
  const NASTY = '\x1b[31m\x1b]52;c;AAAA\x07\x9b2J\u202e\u2066\u200b\x7f\u2028=1+1';
  const attack = Array.from(
    { length: 6 },
    (_, second) =>
      `2026-11-21T00:00:0${second}Z web sshd[1]: Failed password for invalid user ${NASTY} from 203.0.113.9 port ${second + 1} ssh2\n`,
  ).join('');
  const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

  for (const format of ['json', 'ndjson', 'text']) {
    test(`${format}: escaped, never raw`, async () => {
      const { stdout } = await run(['scan', file('nasty.log', attack), '--format', format]);
      assert.match(stdout, /203\.0\.113\.9/);
      assert.match(stdout, format === 'text' ? /\\x1b\[31m/ : /\\u001b\[31m/);
      assert.doesNotMatch(stdout.replaceAll('\n', ''), HIDDEN);
    });
  }

  test('JSON decodes to what was in the file', async () => {
    const { alerts } = await scanJson([file('nasty.log', attack)]);
    assert.deepEqual(alerts[0]?.users, [NASTY]);
    assert.equal(alerts[0]?.evidence[0]?.raw, attack.split('\n')[0]);
  });

  test('a file name cannot write to the terminal either', async () => {
    const { stderr, code } = await run(['scan', join(folder, `no\x1b[2J\n\u202efile`)]);
    assert.equal(code, 3);
    assert.doesNotMatch(stderr.replaceAll('\n', ''), HIDDEN);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });
});

test('an empty pipe is told as nothing that was read, and is no clean bill', async () => {
  const empty = await run(['scan', '-'], { input: '' });
  assert.match(empty.stdout, /^ALERTS\n {2}Nothing was read\.$/m);
  const quiet = await run(['scan', '-'], { input: 'Nov 23 12:00:01 web1 cron[12]: (root) CMD (true)\n' });
  assert.match(quiet.stdout, /^ALERTS\n {2}Nothing to report\.$/m);
});

test('whether somebody got in stands below the first line of a scan', async () => {
  const line = (at: number, text: string): string =>
    `Nov 23 12:00:0${at} web1 sshd[${100 + at}]: ${text} ssh2\n`;
  const refused = [1, 2, 3, 4, 5, 6].map((at) =>
    line(at, `Failed password for bob from 203.0.113.7 port 4${at}`),
  );
  const attack = await run(['scan', '-'], { input: refused.join('') });
  assert.equal(attack.stdout.split('\n')[1], 'No login was seen to be accepted after an attack on it.');
  const input = [...refused, line(8, 'Accepted password for bob from 203.0.113.7 port 48')].join('');
  const { stdout } = await run(['scan', '-'], { input });
  assert.equal(
    stdout.split('\n')[1],
    'Somebody got in, a login was accepted after an attack: bob (203.0.113.7)',
  );
  // Names that stand in the line of who got in, and were refused.
  const others = ['ssh', 'bo', 'password', 'from', 'p', 'port'].map((user, at) =>
    line(at, `Failed password for ${user} from 203.0.113.7 port 4${at}`),
  );
  const login = line(8, 'Accepted password for bob from 203.0.113.7 port 48');
  const guessed = await run(['scan', '-'], { input: [...others, login].join('') });
  assert.match(guessed.stdout, /attack: bob \(203\.0\.113\.7\)\n\n/);
  // Lines of a mail server have no word for success.
  const mail = (at: number, text: string): string => `Nov 23 12:00:0${at} mx dovecot: imap-login: ${text}\n`;
  const tried = ['a', 'b', 'c', 'd', 'e'].map((user, at) =>
    mail(
      at,
      `Disconnected (auth failed, 1 attempts in 2 secs): user=<${user}>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, TLS`,
    ),
  );
  const opened = mail(8, 'Login: user=<bob>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, mpid=7, TLS');
  const mailbox = await run(['scan', '-'], { input: [...tried, opened].join('') });
  assert.match(mailbox.stdout, /attack: bob \(203\.0\.113\.7\)\n\n/);
  const quiet = await run(['scan', '-'], {
    input: line(8, 'Accepted password for bob from 203.0.113.7 port 48'),
  });
  assert.equal(quiet.stdout.split('\n')[1], '');
});
