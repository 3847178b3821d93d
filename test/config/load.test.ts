import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { formatIssue } from '../../src/config/issues.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { defaultConfig } from '../../src/config/schema.ts';

const FIXTURES = new URL('../fixtures/config-invalid/', import.meta.url).pathname;

/** `# expect 9:8: ui.fps: …` in a fixture: one line for each issue, in order, without the name of the file. */
function expectations(file: string): string[] {
  return [...readFileSync(file, 'latin1').matchAll(/^# expect (.*)$/gm)].map((match) => match[1] ?? '');
}

describe('a wrong configuration: every issue, each with its place', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(name, () => {
      const file = join(FIXTURES, name);
      const checked = loadConfig(file);
      assert.equal(checked.ok, false);
      const found = checked.ok ? [] : checked.issues.map(formatIssue);
      const expected = expectations(file).map((text) => `${file}:${/^\d/.test(text) ? '' : ' '}${text}`);
      assert.notEqual(expected.length, 0);
      assert.deepEqual(found, expected);
    });
  }
});

describe('a file that is no configuration', () => {
  for (const [file, message] of [
    ['/nowhere/soc-console.yaml', 'there is no such file'],
    [tmpdir(), 'is a folder, not a file'],
    ['/dev/zero', 'is larger than 1 MiB: not a configuration'],
  ] as const) {
    it(`${message}`, () => {
      const checked = loadConfig(file);
      assert.deepEqual(checked.ok ? [] : checked.issues.map(formatIssue), [`${file}: ${message}.`]);
    });
  }

  it('an alias bomb is refused before it grows', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let step = 1; step < 30; step++) {
      lines.push(
        `a${step}: &a${step} [${Array(10)
          .fill(`*a${step - 1}`)
          .join(', ')}]`,
      );
    }
    const checked = parseConfig(lines.join('\n'), 'bomb.yaml');
    assert.ok(!checked.ok && checked.issues.some((issue) => issue.message.startsWith('*a28 is an alias')));
  });

  it('thousands of keys are refused in time that grows with their number', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `key${index}: 1`).join('\n');
    const started = process.cpuUsage();
    const checked = parseConfig(text, 'long.yaml');
    assert.ok(!checked.ok && checked.issues.length === 50_000);
    // Measured: 1 s; the library's own check for duplicates alone takes 17 s for these.
    assert.ok(process.cpuUsage(started).user < 8_000_000);
  });
});

describe('a right configuration', () => {
  const read = (text: string) => {
    const checked = parseConfig(text, '/etc/soc-console/soc-console.yaml');
    assert.ok(checked.ok);
    return checked.value;
  };

  it('an empty file, one of comments and one of empty keys are the defaults', () => {
    for (const text of ['', '# nothing yet\n', 'level:\nui:\n  fps:\nsources:\n', '\uFEFF---\n']) {
      assert.deepEqual(read(text), defaultConfig());
    }
  });

  it('what is given replaces the default, the rest keeps it', () => {
    const config = read('ui:\n  fps: 4\nlevel: high\n');
    assert.deepEqual(config.ui, { ...defaultConfig().ui, fps: 4 });
    assert.equal(config.level, 'high');
    assert.deepEqual(config.bans, defaultConfig().bans);
  });

  it('an address of a source is no file', () => {
    const config = read('sources: [{path: "journal:sshd"}, {path: "docker:web"}]\n');
    assert.deepEqual(
      config.sources.map(({ path }) => path),
      ['journal:sshd', 'docker:web'],
    );
  });

  it('relative files and folders start from the folder of the file', () => {
    const config = read(
      'state: state\nrules: [rules, /opt/rules]\npolicy: ../p.yml\nsources: [{path: a.log}, {path: "-", when_full: shed}]\n',
    );
    assert.equal(config.state, '/etc/soc-console/state');
    assert.deepEqual(config.rules, ['/etc/soc-console/rules', '/opt/rules']);
    assert.equal(config.policy, '/etc/p.yml');
    assert.deepEqual(config.sources, [
      { path: '/etc/soc-console/a.log', format: null, label: null, detection: 'here', when_full: 'wait' },
      { path: '-', format: null, label: null, detection: 'here', when_full: 'shed' },
    ]);
  });

  it('durations become milliseconds, forever null, zones their official name', () => {
    assert.equal(read('bans: {default_duration: 30m}').bans.default_duration, 1_800_000);
    assert.equal(read('bans: {default_duration: forever}').bans.default_duration, null);
    assert.equal(read('timezone: europe/paris').timezone, 'Europe/Paris');
    assert.equal(read('timezone: "+0230"').timezone, '+02:30');
    assert.equal(read('timezone: -05:00').timezone, '-05:00');
    assert.equal(read('timezone: "-00:00"').timezone, 'UTC');
  });

  it('addresses and ranges of both families may be on the allowlist', () => {
    const allowlist = ['192.0.2.1', '10.0.0.0/8', '2001:db8::/32', '::1', '0.0.0.0/0'];
    assert.deepEqual(read(`bans: {allowlist: ${JSON.stringify(allowlist)}}`).bans.allowlist, allowlist);
  });
});

it('the shipped file documents every option and holds exactly the defaults', () => {
  const file = new URL('../../config/soc-console.yaml', import.meta.url).pathname;
  const checked = loadConfig(file);
  assert.deepEqual(checked.ok ? checked.value : checked.issues.map(formatIssue), defaultConfig());

  const text = readFileSync(file, 'utf8');
  const written = [...text.matchAll(/^( *)(\w+):/gm)].map((match) => match[2]);
  assert.deepEqual(written, keysIn(defaultConfig()));
});

it('a file that may not be read is reported, not passed over', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-console-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secret.yaml');
  writeFileSync(file, 'level: low', { mode: 0o000 });
  chmodSync(folder, 0o755);
  const checked = asOrdinaryUser(() => loadConfig(file));
  assert.equal(checked.ok ? '' : checked.issues[0]?.message, 'may not be read (permission denied)');
});

/** Every key, those of sections after the section's own. */
function keysIn(section: object): string[] {
  return Object.entries(section).flatMap(([key, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? [key, ...keysIn(value)] : [key],
  );
}

/** Root may read everything: tests that run as root step down meanwhile. */
function asOrdinaryUser<T>(run: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
