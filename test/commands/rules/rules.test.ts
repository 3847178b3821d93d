import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RulesOptions, rules } from '../../../src/commands/rules/rules.ts';
import { NO_FAIL2BAN } from '../../support/no-fail2ban.ts';

// Everybody who is banned here may be on the list of whom this machine's fail2ban ignores.
Object.assign(process.env, NO_FAIL2BAN);

const shipped = fileURLToPath(new URL('../../../config', import.meta.url));
const AUTH = fileURLToPath(new URL('../../evidence/auth.log', import.meta.url));
let folder = '';

const GOOD = `title: Two words
id: two
logsource: {product: linux}
detection:
  k: [one]
  l: [two]
  condition: k and l
level: high
`;
const FILES: Readonly<Record<string, string>> = {
  'good.yml': GOOD,
  'good.samples.yml':
    "match:\n  - 'Nov 20 08:00:00 host app[1]: one two'\nno-match:\n  - 'Nov 20 08:00:00 host app[1]: one'\n",
  'wrong.yml':
    'title: Wrong\nid: wrong\nlogsource: {product: linux}\ndetection:\n  k:\n    f|nope: x\n  condition: k\n',
  'later.yml':
    "title: Later\nid: later\nlogsource: {product: linux}\ndetection:\n  k:\n    f|expand: '%who%'\n  condition: k\n",
  'deep/no-yaml.yml': 'title: "open\n',
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  await mkdir(join(folder, 'deep'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
});
after(() => rm(folder, { recursive: true }));

type Ran = { readonly code: number; readonly out: string; readonly err: string };

async function run(words: readonly string[], rest: Partial<RulesOptions> = {}, input = ''): Promise<Ran> {
  const texts = { out: '', err: '' };
  const into = (name: 'out' | 'err'): Writable =>
    new Writable({
      write(chunk, _, done) {
        texts[name] += chunk;
        done();
      },
    });
  const options: RulesOptions = {
    ...{ words, format: 'text', output: null, quiet: true, rules: [], parsers: [], shipped, timeZone: 'UTC' },
    ...{
      since: null,
      until: null,
      inputFormat: null,
      logsource: null,
      loki: null,
      to: null,
      selector: null,
      language: 'en',
    },
    ...{ allowlist: [], sshClient: null, trustedProxies: [], privateToo: true },
    ...rest,
  };
  const streams = {
    stdin: () => Readable.from([Buffer.from(input)]),
    stdout: into('out'),
    stderr: into('err'),
  };
  return { code: await rules(options, streams), ...texts };
}

test('a rule that is wrong is shown as what is wrong with it', async () => {
  await assert.rejects(run(['show', 'wrong'], { rules: [folder] }), (error: Error) => {
    assert.match(
      error.message,
      /^wrong: is a rule that does not run \(.*wrong\.yml:1\)\n.*: error: unknown modifier 'nope'$/,
    );
    return true;
  });
});

describe('rules check', () => {
  test('names what is wrong at its place, what cannot be run with the reason, and counts', async () => {
    const { code, out } = await run(['check', folder]);
    const lines = out.replaceAll(`${folder}/`, '').trim().split('\n');
    assert.deepEqual(lines, [
      'deep/no-yaml.yml:1:8: error: a " is not closed',
      'later.yml:6:5: unsupported: the placeholder %who% has no values',
      "wrong.yml:6:5: error: unknown modifier 'nope'",
      '3 rules: 1 run, 1 not supported, 1 wrong; 1 document that cannot be read; 0 warnings',
    ]);
    assert.equal(code, 1);
  });

  test('as JSON every rule stands there with its state', async () => {
    const { out } = await run(['check', folder], { format: 'json' });
    const { files, counts, rules: all } = JSON.parse(out);
    assert.equal(files, 4, 'those that are shipped are not asked about');
    assert.deepEqual(counts, { rules: 3, loaded: 1, unsupported: 1, error: 2, warnings: 0 });
    assert.deepEqual(
      all.map(({ id, status, line }: Record<string, unknown>) => [id, status, line]),
      [
        ['two', 'loaded', 1],
        ['later', 'unsupported', 1],
        ['wrong', 'error', 1],
      ],
    );
  });

  test('of one file, of what is shipped, and of a folder without rules', async () => {
    assert.equal((await run(['check', join(folder, 'good.yml')])).code, 0);
    assert.equal((await run(['check'])).code, 0);
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await assert.rejects(run(['check', empty]), /there are no rules in it/);
    await assert.rejects(run(['check', join(folder, 'nowhere')]), /cannot be read/);
  });
});

describe('a folder of rules, however it is named', () => {
  const inside = async (rule: string): Promise<Ran> => {
    const back = process.cwd();
    process.chdir(folder);
    try {
      return await run(rule.split(' '));
    } finally {
      process.chdir(back);
    }
  };

  test('by a dot, by a slash behind it, by dots before a file', async () => {
    for (const way of ['.', './', './deep/..', `../${basename(folder)}/`])
      assert.match((await inside(`check ${way}`)).out, /^3 rules: 1 run/m, way);
    assert.match((await inside('check ./good.yml')).out, /^1 rule: 1 run/m);
    assert.match((await inside('test .')).out, /^2 samples as they should be, 2 not; 0 rules/m);
    assert.match((await inside('test ./good.yml')).out, /^2 samples as they should be, 0 not; 0 rules/m);
    assert.match((await inside(`backtest ./good.yml ${AUTH}`)).out, /^Two words/m);
  });

  test('standard input, as a file', async () => {
    const { code, out } = await run(
      ['check', '-'],
      { quiet: false },
      `\ufeff${GOOD}---\n${FILES['wrong.yml']}`,
    );
    assert.equal(code, 1);
    assert.deepEqual(out.trim().split('\n').slice(0, 2), [
      'ok: Two words (-:1)',
      "-:15:5: error: unknown modifier 'nope'",
    ]);
    await assert.rejects(run(['check', '-']), { message: '-: there are no rules in it' });
  });

  test('a pipe in it is named, not waited for; UTF-16 is read', async () => {
    const own = await mkdtemp(join(tmpdir(), 'kinds-'));
    execFileSync('mkfifo', [join(own, 'pipe.yml'), join(own, 'samples.yml')]);
    await writeFile(join(own, 'wide.yml'), Buffer.from(`\ufeff${GOOD}`, 'utf16le'));
    await writeFile(
      join(own, 'swapped.yml'),
      Buffer.from(`\ufeff${GOOD.replace('id: two', 'id: three')}`, 'utf16le').swap16(),
    );
    const { out } = await run(['check', own]);
    assert.match(out, /pipe\.yml:1:1: error: is no file: left out/);
    assert.match(out, /^2 rules: 2 run/m);
    assert.match((await run(['test', own])).out, /samples\.yml:1:1: error: is no file/);
    await rm(own, { recursive: true });
  });
});

describe('rules test', () => {
  const goodOnly = async (samples: string): Promise<Ran> => {
    const own = await mkdtemp(join(tmpdir(), 'samples-'));
    await writeFile(join(own, 'good.yml'), GOOD);
    await writeFile(join(own, 'good.samples.yml'), samples);
    const ran = await run(['test', own]);
    await rm(own, { recursive: true });
    return { ...ran, out: ran.out.replaceAll(`${own}/`, '') };
  };

  test('samples that are as they should be', async () => {
    const { code, out } = await goodOnly(FILES['good.samples.yml'] ?? '');
    assert.equal(out, '2 samples as they should be, 0 not; 0 rules without samples\n');
    assert.equal(code, 0);
  });

  test('samples that are not, each at its place', async () => {
    const { code, out } = await goodOnly(
      "match: ['Nov 20 08:00:00 host app[1]: one', nonsense]\nno-match: ['Nov 20 08:00:00 h app[1]: two one']\n",
    );
    assert.deepEqual(out.trim().split('\n'), [
      'good.samples.yml:1:9: Two words: is not found',
      'good.samples.yml:1:45: Two words: line 1 cannot be read: unknown-format',
      'good.samples.yml:2:12: Two words: is found, and should not be',
      '0 samples as they should be, 3 not; 0 rules without samples',
    ]);
    assert.equal(code, 1);
  });

  test('a story of several lines for a rule that counts, of a format and a log that are named', async () => {
    const own = await mkdtemp(join(tmpdir(), 'samples-'));
    await writeFile(
      join(own, 'many.yml'),
      `title: a\nid: a\nname: a\nlogsource: {product: shop}\ndetection: {s: {kind: x}, condition: s}\n---\ntitle: Many\nid: many\ncorrelation: {type: value_count, rules: [a], group-by: [who], timespan: 1m, condition: {field: v, gte: 2}}\n`,
    );
    await writeFile(
      join(own, 'many.samples.yml'),
      `format: json\nlogsource: shop/orders\nmatch:\n  - |\n    {"time":1795161600,"kind":"x","who":"w","v":1}\n    {"time":1795161601,"kind":"x","who":"w","v":2}\nno-match:\n  - ['{"time":1795161600,"kind":"x","who":"w","v":1}', '{"time":1795161601,"kind":"x","who":"w","v":1}']\n`,
    );
    const { out } = await run(['test', own]);
    await rm(own, { recursive: true });
    assert.equal(out, '2 samples as they should be, 0 not; 1 rules without samples\n');
  });

  test('of a correlation that only feeds another one, and a backtest of it', async () => {
    const feeding = join(folder, 'feeding');
    await mkdir(feeding);
    const count = (name: string, counted: string, least: number): string =>
      `title: ${name}\nname: ${name}\ncorrelation:\n  type: event_count\n  rules: [${counted}]\n  timespan: 10m\n  condition: {gte: ${least}}\n`;
    const one = 'title: One\nname: one\nlogsource: {product: linux}\ndetection: {k: [word], condition: k}\n';
    await writeFile(
      join(feeding, 'a.yml'),
      [one, count('few', 'one', 2), count('many', 'few', 2)].join('---\n'),
    );
    const line = 'Nov 20 08:00:00 host app[1]: word';
    const samples = `rule: few\nmatch:\n  - |\n    ${line}\n    ${line}\nno-match:\n  - '${line}'\n`;
    await writeFile(join(feeding, 'samples.yml'), samples);
    const { code, out } = await run(['test', feeding]);
    assert.match(out, /^2 samples as they should be, 0 not/m);
    assert.equal(code, 0);
    const log = join(feeding, 'app.log');
    const from = 'Nov 20 08:00:00 host sshd[1]: Failed password for word from 203.0.113.9 port 1 ssh2\n';
    await writeFile(log, from.repeat(3));
    const grouped = count('few', 'one', 2).replace('timespan', 'group-by: [src_ip]\n  timespan');
    await writeFile(join(feeding, 'a.yml'), [one, grouped, count('many', 'few', 2)].join('---\n'));
    const { out: found } = await run(['backtest', 'few', log], { rules: [feeding] });
    assert.match(found, /3 hits in 3 events, 1 alert in 1 group/);
    assert.match(found, /203\.0\.113\.9: the rule feeds another one, and does not alert by itself/);
  });

  test('mistakes in a file of samples', async () => {
    const { out } = await goodOnly('rule: nobody\nformt: json\nmatch: [x]\n');
    assert.deepEqual(out.trim().split('\n').slice(0, 2), [
      "good.samples.yml:2:1: error: unknown key 'formt': rule, format, logsource, match, no-match",
      'good.samples.yml:1:1: its rule is not loaded: nobody',
    ]);
  });
});

describe('rules list and show', () => {
  test('show finds a rule by id, name, title, the beginning of its id or a part of its title', async () => {
    for (const id of [
      'sshd_bruteforce',
      '8b8f6f62-6a68-4d4e-8d7d-2b7b5b7ef904',
      '8b8f6f62',
      'ssh BRUTE force, ste',
    ])
      assert.match((await run(['show', id])).out, /^SSH brute force, steady\n/);
    // The title of one is the beginning of others.
    assert.match((await run(['show', 'SSH brute force'])).out, /^SSH brute force\n/);
    assert.match((await run(['show', 'force brute SSH'], { language: 'fr' })).out, /^Force brute SSH\n/);
    await assert.rejects(run(['show', 'SSH brute']), {
      message: /several rules are called so: sshd_bruteforce \(SSH brute force, steady\), /,
    });
    await assert.rejects(run(['show', 'nothing-like-it']), /no rule that runs has this id, name or title/);
    await assert.rejects(run(['show', 'sshd_brutforce']), { hint: /^Did you mean sshd_bruteforce\?/ });
    await assert.rejects(run(['shwo', 'sshd_bruteforce']), { hint: /^Did you mean rules show\?/ });
    await assert.rejects(run(['show']), /needs the id/);
  });

  test('in French tells what is known of it in French', async () => {
    const { out } = await run(['show', 'sshd_bruteforce_fast'], { language: 'fr' });
    assert.match(
      out,
      /^Force brute SSH\n[\s\S]*niveau : +élevé[\s\S]*quoi : +Plus de 5[\s\S]*à faire : +Bannir/,
    );
    const list = await run(['list'], { language: 'fr' });
    assert.match(list.out, /^critique .*Connexion réussie après une force brute\n[\s\S]*\d+ règles\n$/);
  });

  test('list has every rule that runs, the gravest first', async () => {
    const { out } = await run(['list'], { format: 'json', rules: [join(folder, 'good.yml')] });
    const listed: { id: string; level: string }[] = JSON.parse(out).rules;
    assert.equal(listed[0]?.level, 'critical');
    assert.ok(listed.some(({ id }) => id === 'two'));
  });
});

describe('rules backtest', () => {
  test('says what a rule finds, and whom it would have banned', async () => {
    const { code, out } = await run(['backtest', 'sshd_bruteforce_fast', AUTH], { format: 'json' });
    const [result] = JSON.parse(out).rules;
    assert.equal(code, 0);
    assert.ok(result.hits > 10);
    assert.equal(result.groups, result.alerts.length);
    assert.deepEqual(
      result.bans.map(({ refused }: { refused: string | null }) => refused),
      result.bans.map(() => null),
    );
  });

  test('of a rule that is called by its title, also for export', async () => {
    assert.match((await run(['backtest', 'ssh brute force', AUTH])).out, /^SSH brute force \(high\)\n/);
    const { out } = await run(['export', 'ssh brute force'], { to: 'logql' });
    assert.match(out, /^# sshd_bruteforce_fast: SSH brute force \(high\)\n[^\n]+\n\n$/);
    const asJson = run(['export'], { to: 'loki-ruler', format: 'json' });
    await assert.rejects(asJson, { message: 'rules export: Loki reads its alerts as YAML' });
  });

  test('the allowlist, this session and private addresses are not banned, and the reason is said', async () => {
    const first = await run(['backtest', 'sshd_bruteforce_fast', AUTH], { format: 'json' });
    const [{ ip }] = JSON.parse(first.out).rules[0].bans;
    for (const [rest, why] of [
      [{ allowlist: [ip] }, /allowlist/],
      [{ sshClient: ip }, /your own session/],
      [{ privateToo: false }, /private address/],
    ] as const) {
      const { out } = await run(['backtest', 'sshd_bruteforce_fast', AUTH], { ...rest, format: 'json' });
      const ban = JSON.parse(out).rules[0].bans.find((each: { ip: string }) => each.ip === ip);
      assert.match(ban.refused, why);
    }
  });

  test('a rule that is only a file yet; a broken one says what is wrong', async () => {
    const file = join(folder, 'try.yml');
    await writeFile(
      file,
      GOOD.replace('[one]', '[Failed]').replace('[two]', '[password]').replace('id: two', 'id: try'),
    );
    const { out } = await run(['backtest', file, AUTH]);
    assert.match(out, /^Two words \(high\)\n {2}[1-9]\d* hits in 624 events/);
    await assert.rejects(run(['backtest', join(folder, 'wrong.yml'), AUTH]), /unknown modifier 'nope'/);
    await rm(file);
  });

  test('a PATH that cannot be read is exit code 3', async () => {
    const { code, err } = await run(['backtest', 'sshd_bruteforce_fast', AUTH, join(folder, 'nowhere.log')]);
    assert.equal(code, 3);
    assert.match(err, /nowhere\.log/);
  });
});

test('what rules does not do is refused with what it does', async () => {
  await assert.rejects(run(['frob']), /there is no such action/);
  await assert.rejects(run(['list', 'x']), /x: rules list takes no more words/);
  await assert.rejects(run(['backtest', 'x']), /needs a rule and at least one PATH/);
});
