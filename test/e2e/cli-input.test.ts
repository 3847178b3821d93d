/** What the built program reads, and what it says when it cannot. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  copyEvidence,
  MAIN,
  type Report,
  type RunOptions,
  run,
  scanJson,
  start,
  temporaryFolder,
} from './cli-program.ts';

const folder = temporaryFolder();
const authLog = copyEvidence('auth.log', folder);
const repeated = copyEvidence('auth-repeated.log', folder);
const accessLog = copyEvidence('access.log', folder);

/** `name` under the folder of this test. */
function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Totals, and each alert without the names of its sources. */
function told({ logins, web, alerts }: Report): unknown {
  return {
    logins,
    web,
    alerts: alerts.map(({ id, level, group, event_count, first_seen, last_seen }) => {
      return { id, level, group, event_count, first_seen, last_seen };
    }),
  };
}

describe('what is read', () => {
  test('several files are merged by time: an attack that changes files is one attack', async () => {
    const lines = readFileSync(authLog, 'utf8').split('\n').slice(0, -1);
    // As two servers that share the work: every second connection each.
    const halves = [0, 1].map((half) => {
      const own = lines.filter((line) => Number(/\[(\d+)\]/.exec(line)?.[1] ?? 0) % 2 === half);
      return file(`half-${half}/auth.log`, `${own.join('\n')}\n`);
    });
    const [whole, merged] = await Promise.all([
      scanJson([authLog, '--timezone', 'UTC']),
      scanJson([...halves, '--timezone', 'UTC']),
    ]);
    assert.deepEqual(merged.logins, whole.logins);
    assert.deepEqual(
      merged.alerts.map(({ rule, group, level }) => [rule.name, group, level]),
      whole.alerts.map(({ rule, group, level }) => [rule.name, group, level]),
    );
    const both = merged.alerts.find(({ rule }) => rule.name === 'sshd_bruteforce_fast');
    assert.equal(new Set(both?.evidence.map(({ source }) => source)).size, 2);
  });

  test('a folder is read with all below it; what is no log in it is listed and is no failure', async () => {
    const evidence = join(folder, 'evidence');
    mkdirSync(join(evidence, 'old'), { recursive: true });
    for (const name of ['auth.log', 'logins.csv.log', 'services.conf']) copyEvidence(name, evidence);
    copyEvidence('access.log', join(evidence, 'old'));
    file('evidence/picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 10, 0xff, 0xfe]));
    const report = await scanJson([evidence, '--timezone', 'UTC']);
    assert.deepEqual(
      report.sources.map(({ id, format }) => [id.slice(evidence.length + 1), format]),
      [
        ['auth.log', 'syslog'],
        ['logins.csv.log', 'login'],
        ['old/access.log', 'access'],
        ['picture.png', null],
        ['services.conf', 'services'],
      ],
    );
    assert.equal(report.logins.failed, 94 + 162);
    assert.equal(report.web.requests, 1246);
    assert.equal(report.config.findings.length, 6);
  });

  test('gzip, a pipe and a redirected file give the same as the file', async () => {
    const content = readFileSync(accessLog);
    const [plain, packed, piped] = await Promise.all([
      scanJson([accessLog]),
      scanJson([file('access.log.gz', gzipSync(content))]),
      scanJson(['-'], { input: content }),
    ]);
    assert.deepEqual(told(packed), told(plain));
    assert.deepEqual(told(piped), told(plain));
    assert.equal(piped.sources[0]?.id, 'stdin');
  });

  test('the same evidence given twice counts twice', async () => {
    const copy = copyEvidence('auth-repeated.log', folder, 'copy.log');
    const { logins } = await scanJson([repeated, copy, '--timezone', 'UTC']);
    assert.equal(logins.failed, 14);
  });

  test('an empty file is read: there was nothing in it', async () => {
    const { sources, alerts } = await scanJson([file('empty.log', '')]);
    assert.deepEqual([sources[0]?.records, sources[0]?.format, alerts], [0, null, []]);
  });

  test('--since and --until leave out what is outside; both ends belong to it', async () => {
    const range = ['--since', '2026-11-21T00:53:57Z', '--until', '2026-11-21T00:54:06Z'];
    const { logins } = await scanJson([repeated, '--timezone', 'UTC', ...range]);
    assert.deepEqual(
      logins.by_ip.map(({ ip, failed, first }) => [ip, failed, first]),
      [['172.30.77.102', 5, '2026-11-21T00:54:06.000Z']],
    );
  });

  test('--timezone says what stamps without a zone mean', async () => {
    const { logins } = await scanJson([repeated, '--timezone', 'Europe/Paris']);
    assert.equal(logins.by_ip[0]?.first, '2026-11-20T23:53:54.000Z');
  });

  test('--input-format reads what recognition would take for something else', async () => {
    const path = file('odd.txt', '2023-06-25 14:22:01, john_doe, 192.168.1.1, login_attempt, FAILED\n');
    const { sources } = await scanJson([path, '--input-format', 'access']);
    assert.deepEqual([sources[0]?.format, sources[0]?.events, sources[0]?.unparsed], ['access', 0, 1]);
  });
});

describe('what cannot be read is named, the rest is reported, exit code 3', () => {
  const cases: readonly [what: string, path: () => string, message: RegExp][] = [
    [
      'a missing file',
      () => join(folder, 'nope.log'),
      /^soc-console: \S+nope\.log: no such file\. Check the path\.\n$/,
    ],
    [
      'a binary file',
      () => file('random.bin', Buffer.from('\0\x01\x02\n\0\xff\n', 'latin1')),
      /random\.bin: a binary file, not a log\. /,
    ],
    [
      'text of no known format',
      () => file('poem.txt', 'Roses are red,\nviolets are blue.\n'),
      /poem\.txt: unknown format\. Name it \(--input-format\) or describe it \(--parsers\)\.\n/,
    ],
    [
      'the file of last logins',
      // As it is for root alone, at Mon Nov 23 11:39:25 2026 from 127.0.0.1, on Debian 12; accounts behind have none.
      () => {
        const record = Buffer.alloc(300 * 292);
        record.writeInt32LE(1_795_433_965);
        record.write('pts/10', 4);
        record.write('127.0.0.1', 36);
        return file('lastlog', record);
      },
      /lastlog: the last login of each account, not a log\. Read wtmp and btmp instead\.\n/,
    ],
    [
      'what sshd writes with -E',
      // OpenSSH 10.0 of Debian 13.
      () =>
        file(
          'sshd-own.log',
          [
            'Server listening on 0.0.0.0 port 2204.',
            'Failed password for root from 203.0.113.77 port 51770 ssh2',
            'Timeout before authentication for connection from 203.0.113.66 to 198.51.100.10, pid = 514',
            'drop connection #3 from [203.0.113.66]:37870 on [198.51.100.10]:2204 penalty: exceeded LoginGraceTime\n',
          ].join('\n'),
        ),
      /sshd-own\.log: what sshd writes into a file by itself \(-E\) has no time, and is not judged\. Start it without -E: /,
    ],
    [
      'a gzip file that was cut off',
      () => file('cut.gz', gzipSync(readFileSync(accessLog)).subarray(0, 4000)),
      /cut\.gz: gzip file cut off before its end\. What could be unpacked was read\.\n$/,
    ],
    [
      'a gzip file that is damaged',
      () => file('bad.gz', Buffer.concat([gzipSync('x').subarray(0, 10), Buffer.alloc(200, 0xff)])),
      /bad\.gz: damaged gzip file\. /,
    ],
    [
      'a device that never ends',
      () => '/dev/zero',
      /^soc-console: \/dev\/zero: a device that never ends\. It holds no log: [^\n]+\n$/,
    ],
    [
      'a link to nowhere',
      () => {
        const path = join(folder, 'link.log');
        symlinkSync('nowhere', path);
        return path;
      },
      /link\.log: no such file\. /,
    ],
  ];
  for (const [what, path, message] of cases) {
    test(what, async () => {
      const ended = await run(['scan', '--format', 'json', repeated, path(), '--timezone', 'UTC']);
      assert.match(ended.stderr, message);
      assert.equal(ended.code, 3);
      const { logins, sources } = JSON.parse(ended.stdout) as Report;
      assert.equal(logins.by_ip[0]?.failed, 6);
      const errors = sources.flatMap((source) => source.errors).map((error) => `soc-console: ${error}\n`);
      assert.equal(errors.join(''), ended.stderr, 'whoever reads the JSON is told the same');
    });
  }

  test('what was unpacked of a gzip file that was cut off is in the report', async () => {
    const path = file('cut-too.gz', gzipSync(readFileSync(accessLog)).subarray(0, 4000));
    const { stdout } = await run(['scan', '--format', 'json', path]);
    assert.ok((JSON.parse(stdout) as Report).web.requests > 100);
  });

  test('a file that may not be read', async () => {
    const program = readableByAll();
    const secret = file('secret.log', readFileSync(repeated));
    chmodSync(secret, 0o000);
    chmodSync(folder, 0o755);
    const { code, stderr, stdout } = await run(['scan', '--format', 'json', repeated, secret], program);
    assert.match(stderr, /secret\.log: no permission to read it\. Run as a user who may read it; /);
    assert.equal(code, 3);
    assert.equal((JSON.parse(stdout) as Report).logins.failed, 7);
  });

  test('nothing that could be read: still a report, that says so', async () => {
    const { code, stdout } = await run(['scan', join(folder, 'nope.log')]);
    assert.equal(code, 3);
    assert.match(stdout, /^soc-console scan: 0 lines of 0 sources; alerts: none\n/);
  });
});

/** Root may read everything: then the program runs as nobody, from a copy that nobody may read. */
function readableByAll(): RunOptions {
  if (process.getuid?.() !== 0) return {};
  const root = dirname(dirname(MAIN));
  for (const part of ['dist', 'config', 'package.json']) {
    cpSync(join(root, part), join(folder, 'program', part), { recursive: true });
  }
  return { program: join(folder, 'program', 'dist', 'main.js'), uid: 65534, cwd: '/' };
}

test('a configuration that is for somebody else stops who acts on it, and nobody who only reads', async () => {
  const config = join(folder, 'for-root');
  mkdirSync(join(config, 'soc-console'), { recursive: true });
  writeFileSync(join(config, 'soc-console/soc-console.yaml'), 'level: critical\n');
  chmodSync(join(config, 'soc-console/soc-console.yaml'), 0o000);
  chmodSync(folder, 0o755);
  const options = { ...readableByAll(), env: { XDG_CONFIG_HOME: config } };
  const scanned = await run(['scan', repeated, '--timezone', 'UTC'], options);
  assert.equal(scanned.code, 0);
  assert.match(
    scanned.stderr,
    /^soc-console: warning: .*soc-console\.yaml may not be read: the defaults hold\n$/,
  );
  assert.equal((await run(['scan', repeated, '--quiet'], options)).stderr, '');
  const asked = await run(['alerts'], options);
  assert.equal(asked.code, 2);
  assert.match(asked.stderr, /may not be read \(permission denied\)\.\n {2}Let the group .* chmod 640 /);
});

test('with --state a scan keeps its alerts, and what was acknowledged stays so', async () => {
  const state = join(folder, 'kept');
  const scanned = () => scanJson([repeated, '--state', state, '--timezone', 'UTC']);
  const [{ id } = { id: '' }] = (await scanned()).alerts;
  assert.equal((await run(['alerts', 'ack', id, '--state', state])).code, 0);
  await scanned();
  const { stdout } = await run(['alerts', 'show', id, '--state', state, '--format', 'json']);
  const { alert } = JSON.parse(stdout) as { alert: { status: string; evidence: readonly unknown[] } };
  assert.equal(alert.status, 'acknowledged');
  assert.ok(alert.evidence.length > 0, 'with its lines');
});

test('an alert that a stronger one covers only in a later scan, of a log that grew, is covered from then on', async () => {
  const state = join(folder, 'grown');
  const log = join(folder, 'grown.log');
  const failed = (time: string, port: number) =>
    `2026-11-21T${time}Z web01 sshd[${port}]: Failed password for root from 203.0.113.9 port ${port} ssh2\n`;
  const slow = Array.from({ length: 10 }, (_, index) => failed(`10:0${index}:00`, 4000 + index)).join('');
  const fast = Array.from({ length: 10 }, (_, index) => failed(`10:09:1${index}`, 5000 + index)).join('');
  const statuses = async () => {
    assert.equal((await run(['scan', log, '--state', state])).code, 0);
    const { stdout } = await run(['alerts', '--state', state, '--format', 'json']);
    const { alerts } = JSON.parse(stdout) as { alerts: { status: string; rule: { name: string } }[] };
    return Object.fromEntries(alerts.map(({ status, rule }) => [rule.name, status]));
  };
  writeFileSync(log, slow);
  assert.equal((await statuses()).sshd_bruteforce, 'open');
  writeFileSync(log, slow + fast);
  const grown = await statuses();
  assert.equal(grown.sshd_bruteforce_fast, 'open');
  assert.equal(grown.sshd_bruteforce, 'covered');
});

test('--format html and md are the pages that report makes', async () => {
  const asked = [repeated, '--timezone', 'UTC', '--format', 'md'];
  const [page, report] = await Promise.all([run(['scan', ...asked]), run(['report', ...asked])]);
  const dateless = ({ stdout }: { readonly stdout: string }) =>
    stdout.replace(/\d{4}-\S+ \d\d:\d\d:\d\d UTC/g, '');
  assert.equal(page.code, 0);
  assert.equal(dateless(page), dateless(report));
});

test('interrupted, it reports what it has read until then and ends with 130', async () => {
  const child = start(['scan', '-', '--format', 'ndjson', '--events', '--timezone', 'UTC']);
  const lines = readFileSync(accessLog, 'utf8');
  // It ends without reading the rest.
  child.stdin.on('error', () => {});
  child.stdin.write(lines);
  let stdout = '';
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString();
  });
  // So far it must have come for the report to name this address.
  while (!stdout.includes('172.30.77.103')) await once(child.stdout, 'data');
  assert.match(stdout, /^\{"type":"event"/);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 130);
  assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /^\{"type":"summary",.*"172\.30\.77\.103"/);
});

test('a reader that has seen enough ends it with 0 and no complaint', async () => {
  const big = file('big.log', '');
  for (let copy = 0; copy < 20; copy++) appendFileSync(big, readFileSync(accessLog));
  const child = start(['scan', big, '--events', '--format', 'ndjson']);
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = (await once(child, 'close')) as [number];
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
});
