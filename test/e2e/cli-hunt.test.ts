/** `soc-console hunt` as a process: on files and standard input, in each format, with its exit codes. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { copyEvidence, run, start, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const auth = copyEvidence('auth.log', folder);
const access = copyEvidence('access-json.log', folder);
const EVERYTHING = '{filename=~".+"}';

describe('hunt on files', () => {
  test('prints the lines that it finds, oldest first, and says beside them what they have in common', async () => {
    const { code, stdout, stderr } = await run(['hunt', `${EVERYTHING} |= "Failed password"`, auth]);
    const expected = readFileSync(auth, 'utf8')
      .split('\n')
      .filter((line) => line.includes('Failed password'));
    assert.equal(code, 0);
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.slice('2026-11-21T00:00:00.000Z  '.length)),
      expected,
    );
    assert.match(stderr, new RegExp(`^${expected.length} lines of \\{filename="`));
  });

  test('reads standard input, with labels of the user', async () => {
    const input = 'Nov 21 10:00:00 web01 app: hello\n';
    const query = '{container="victim_server"} |= "hello"';
    const { stdout } = await run(['hunt', query, '-', '--label', 'container=victim_server'], { input });
    assert.match(stdout, /web01 app: hello\n$/);
  });

  test('lists what it has ready, as JSON too', async () => {
    const { stdout } = await run(['hunt', 'list', '--format', 'json']);
    const { hunts } = JSON.parse(stdout) as { hunts: { name: string; query: string }[] };
    const lines = (await run(['hunt', 'list', '--format', 'ndjson'])).stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      hunts.map((each) => ({ type: 'hunt', ...each })),
    );
    const failures = hunts.find(({ name }) => name === '@ssh-failures');
    assert.match(failures?.query ?? '', /\$selector .*Failed password/);
    const text = (await run(['hunt', 'list'])).stdout.trim().split('\n');
    assert.deepEqual(
      text.map((line) => line.split(' ')[0]),
      hunts.map(({ name }) => name),
    );
    assert.equal((await run(['hunt', 'list', '--format', 'csv'])).code, 2);
  });

  test('counts by a field as JSON', async () => {
    const query = `sum by (status) (count_over_time(${EVERYTHING} | json | __error__="" [30d]))`;
    const { stdout } = await run(['hunt', query, access, '--format', 'json']);
    const report = JSON.parse(stdout) as { samples: { labels: { status: string }; value: number }[] };
    const statuses = readFileSync(access, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => /"status":\s*"?(\d+)/.exec(line)?.[1] ?? []);
    assert.ok(statuses.length > 10);
    assert.deepEqual(
      Object.fromEntries(report.samples.map(({ labels, value }) => [labels.status, value])),
      Object.fromEntries(
        [...new Set(statuses)].map((status) => [status, statuses.filter((each) => each === status).length]),
      ),
    );
  });

  test('draws a saved hunt as a curve over its threshold', async () => {
    const { code, stdout } = await run(['hunt', '@ssh-failures', auth]);
    assert.equal(code, 0);
    assert.match(stdout, / threshold /);
    assert.match(stdout, /peak \d+ at 2026-11-21T00:.*mean .*p95/);
    assert.match(stdout, /above 5: once/);
  });

  test('gives a series as CSV, a column each', async () => {
    const { stdout } = await run([
      ...['hunt', `${EVERYTHING} |= "Failed password"`, auth, '--series', '--window', '10s'],
      ...['--step', '10s', '--format', 'csv'],
    ]);
    const [head, ...rows] = stdout.trimEnd().split('\r\n');
    assert.equal(head, 'time,value');
    const counted = rows.reduce((sum, row) => sum + Number(row.split(',')[1]), 0);
    const lines = readFileSync(auth, 'utf8').split('Failed password').length - 1;
    assert.equal(counted, lines, 'windows that touch hold each line once');
  });

  test('drafts a rule that the console itself can run', async () => {
    const rule = join(folder, 'mine.yml');
    const drafted = await run(['hunt', '@ssh-failures', '--as-rule', '-o', rule]);
    assert.equal(drafted.code, 0);
    assert.match(drafted.stderr, /rules backtest/);
    assert.equal((await run(['rules', 'check', rule])).code, 0);
    const { stdout } = await run(['rules', 'backtest', rule, auth]);
    assert.match(stdout, /[1-9]\d* alerts? in/);
  });
});

describe('hunt tells', () => {
  const wrong: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
    [['{app="a" |= "x"', auth], 2, /line 1, column 10: syntax error[\s\S]*\n {11}\^\n {2}Possible there: \}/],
    [[`${EVERYTHING} |~ "("`, auth], 2, /column 21: the regular expression \( is wrong/],
    [['@nothing', auth], 2, /@nothing: there is no saved hunt of this name/],
    [['@ssh-faild', auth], 2, /Did you mean @ssh-failed\?/],
    [['--rule', 'sshd_brutforce', auth], 2, /Did you mean sshd_bruteforce\?/],
    [['{a=~".+"} | jsn', auth], 2, /column 13: syntax error: jsn is no stage: did you mean 'json'\?/],
    [['{a=~".+"} | status', auth], 2, /ends too early/],
    [['rte({a=~".+"}[1h])', auth], 2, /unexpected rte: did you mean 'rate'\?/],
    [[`${EVERYTHING} |= "x"`], 2, /hunt needs a PATH, or a Loki server/],
    [[`${EVERYTHING}`, join(folder, 'absent.log')], 3, /absent\.log/],
    [['{job="x"}', auth], 0, /no source has the labels of this query\. There is: \{filename=/],
    [[`${EVERYTHING}`, auth, '--window', 'long'], 2, /--window long: not a duration/],
  ];
  for (const [args, code, message] of wrong) {
    test(`${args[0]} ${args.slice(2).join(' ')}: exit code ${code}`, async () => {
      const ended = await run(['hunt', ...args]);
      assert.match(ended.stderr, message);
      assert.equal(ended.code, code);
      assert.equal(ended.stdout, '');
    });
  }

  test('whether a query is right, with --check, reading nothing', async () => {
    assert.equal((await run(['hunt', '{a="b"} | json | c>5ms', '--check'])).code, 0);
    assert.equal((await run(['hunt', '{a="b"} | json | c>5xx', '--check'])).code, 2);
  });
});

test('hunt asks a Loki server where there is no PATH', async () => {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://loki'));
    const values = [['1795219560000000001', 'from Loki']];
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        status: 'success',
        data: { resultType: 'streams', result: [{ stream: { job: 'sshd' }, values }] },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await run(['hunt', '{job="sshd"}', '--loki', `http://127.0.0.1:${port}`]);
    assert.equal(code, 0);
    assert.equal(stdout, '2026-11-21T00:06:00.000Z  from Loki\n');
    assert.equal(asked[0]?.searchParams.get('query'), '{job="sshd"}');
  } finally {
    server.close();
  }
});

test('hunt shows no control character of a line', async () => {
  const path = join(folder, 'evil.log');
  writeFileSync(path, 'Nov 21 10:00:00 web01 app: \u001b]0;owned\u0007 \u202e end\n');
  for (const format of ['text', 'json', 'ndjson', 'csv']) {
    const { stdout } = await run(['hunt', EVERYTHING, path, '--format', format]);
    assert.match(stdout, /owned/);
    assert.ok(![...stdout].some((sign) => /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f\u202e]/.test(sign)));
  }
});

describe('hunt --follow', () => {
  test('writes lines as they come, and none that were there', async () => {
    const path = join(folder, 'followed.log');
    const line = (what: string): string => `${new Date().toISOString()} web01 sshd[7]: ${what}\n`;
    writeFileSync(path, `2026-01-01T00:00:00Z web01 sshd[7]: Failed password, long ago\n`);
    const child = start(['hunt', '--follow', '{host="web01"} |= "Failed"', path, '--format', 'ndjson']);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = lines.next();
    // It does not say when it has begun: lines go on coming.
    const writing = setInterval(
      () => appendFileSync(path, line('Accepted') + line('Failed password for eve\u001b[2J')),
      100,
    );
    const { value } = await next;
    clearInterval(writing);
    const { line: text, labels } = JSON.parse(value);
    assert.match(text, /Failed password for eve\u001b\[2J$/);
    assert.equal(labels.host, 'web01');
    assert.doesNotMatch(value, /\u001b/, 'escaped');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 130);
  });

  test('refuses what has an end', async () => {
    const query = 'count_over_time({host="a"}[1m])';
    const { code, stderr } = await run(['hunt', '--follow', query, folder]);
    assert.equal(code, 2);
    assert.match(stderr, /only lines can be followed/);
  });
});

describe('hunt --rule', () => {
  test('is what the rule counts in its time, with its threshold', async () => {
    const path = join(folder, 'counted.log');
    const lines = Array.from(
      { length: 8 },
      (_, index) =>
        `2026-11-21T10:00:0${index}Z web01 sshd[7]: Failed password for root from 203.0.113.7 port ${index} ssh2\n`,
    );
    writeFileSync(path, lines.join(''));
    const { stdout } = await run(['hunt', '--rule', 'sshd_bruteforce_fast', path, '--format', 'json']);
    const { threshold, series } = JSON.parse(stdout);
    assert.deepEqual([threshold, series[0].labels, series[0].peak.value], [5, { src_ip: '203.0.113.7' }, 8]);
    assert.equal(series[0].crossings.length, 1);
  });

  test('says why a rule is none', async () => {
    const { code, stderr } = await run(['hunt', '--rule', 'web_sql_injection', folder]);
    assert.equal(code, 2);
    assert.match(stderr, /web_sql_injection cannot be LogQL: only soc-console itself finds x_sqli/);
  });
});
