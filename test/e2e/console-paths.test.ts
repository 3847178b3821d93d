import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './cli-program.ts';
import {
  assertStraight,
  confirm,
  eventually,
  failure,
  inConsole,
  newLog,
  storedAlerts,
} from './console-program.ts';

test('what is appended to a followed file is counted, alerted on screen and stored', () => {
  const log = newLog();
  return inConsole([log.path, '--state', log.state], async (console) => {
    await console.waitFor('● LIVE');
    log.append(failure('203.0.113.7').repeat(3));
    await console.waitFor(/│▶203\.0\.113\.7 +3 /);
    log.append(failure('203.0.113.7').repeat(9));
    await console.waitFor(/HIGH SSH brute force .*×12 203\.0\.113\.7/);
    await console.waitFor(/│▶203\.0\.113\.7 +12 /);
    await eventually(() => storedAlerts(log.state).some(({ rule }) => rule.title === 'SSH brute force'));
  });
});

test('a state folder that cannot be written: it goes on in memory, says so, and at the end again', () => {
  const log = newLog();
  const inTheWay = join(temporaryFolder(), 'file');
  writeFileSync(inTheWay, '');
  return inConsole([log.path, '--state', join(inTheWay, 'state')], async (console) => {
    await console.waitFor(/! \S+file\/state: the state cannot be kept there: what should be a folder/);
    log.append(failure('203.0.113.7').repeat(12));
    await console.waitFor(/│▶203\.0\.113\.7 +12 /);
    console.press('b');
    await console.waitFor('  10 minutes');
    console.press('j');
    await console.waitFor('▶ 10 minutes');
    await confirm(console);
    await console.waitFor('SIMULATED ban of 203.0.113.7');
    console.press('@');
    await console.waitFor(/│ .*203\.0\.113\.7/);
    console.press('0');
    console.press('q');
    const { code, words } = await console.left();
    assert.equal(code, 0);
    assert.match(
      words.join(''),
      /what was found is not stored: .*file\/state: the state cannot be kept there/,
    );
  });
});

test('the selection moves with the keys, and stays on its item when another row overtakes it', () => {
  const log = newLog(
    failure('203.0.113.1').repeat(6) + failure('203.0.113.2').repeat(4) + failure('203.0.113.3'),
  );
  return inConsole([log.path, '--state', log.state], async (console) => {
    const rowOf = (text: string) => console.screen().findIndex((row) => row.includes(text));
    await console.waitFor(/│▶203\.0\.113\.1 +6 /);
    console.press('j');
    await console.waitFor(/│▶203\.0\.113\.2 +4 /);
    const before = rowOf('▶203.0.113.2');
    log.append(failure('203.0.113.3').repeat(20));
    await console.waitFor(/│ 203\.0\.113\.3 +21 /);
    assert.equal(rowOf('▶203.0.113.2'), before + 1);
    console.press('k');
    await console.waitFor(/│▶203\.0\.113\.1 /);
  });
});

test('hostile lines change neither the terminal nor the columns', () => {
  const hostile = [
    '\x1b[2J\x1b[?1049l',
    '\x1b]52;c;cm0gLXJmIC8=\x07',
    '\x1b]0;owned\x07',
    'root\rAccepted',
    '\u202egnp.exe',
    '\u2066\u200b\u200b',
    '漢字漢字漢字漢字漢字漢字漢字漢字',
    '👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
    'é\u0301\u0301\u0301\u0301',
    '\x9b2J\x9d52;c;eA==\x9c',
    '\u0007\u0008\u000b\u000c\u000e\u007f',
    `<script>${'A'.repeat(300)}`,
  ];
  const log = newLog();
  return inConsole([log.path, '--state', log.state], async (console) => {
    await console.waitFor('● LIVE');
    const address = '203.0.113.66';
    log.append(hostile.map((user) => failure(address, user)).join(''));
    log.append(failure(address).repeat(10));
    await console.waitFor(/SSH brute force .*203\.0\.113\.66/);
    assertStraight(console.screen(), 120);
    for (const keys of ['\r', 'q', '\t\r', 'q', '1', '\r', 'q', '2', '\r', 'q', '8']) {
      const painted = console.output().length;
      console.press(keys);
      await console.waitFor(() => console.output().length > painted);
      assertStraight(console.screen(), 120);
    }
    assert.ok(console.output().includes('\\x1b]0;owned'), 'it is shown, in words');
    const painted = console.output();
    // What the painter itself writes: cursor movement, colours, erasing, its own modes, what it asks. Nothing else may be there.
    const own =
      /\x1b\]11;\?\x1b\\|\x1b\[(?:\d+;\d+H|6n|[\d;:]*m|\d*[ABCDGKXJ]|\?(?:1049|25|7|2004|2026|1000|1006)[hl])/g;
    // The last of them may be on its way.
    const begun = /\x1b(?:\[[\d;:?]*)?$/;
    const rest = painted.slice(painted.indexOf('\x1b[?1049h')).replace(own, '').replace(begun, '');
    assert.doesNotMatch(rest, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/);
    assert.ok(!painted.includes('\x1b[2J\x1b[?1049l'));
    assert.equal(console.terminalState().alternateScreen, true);
  });
});

test('evidence on standard input, keys from the terminal', () => {
  const log = newLog(failure('203.0.113.7').repeat(12));
  return inConsole(
    ['-', '--state', log.state],
    async (console) => {
      await console.waitFor(/HIGH SSH brute force .*×12 203\.0\.113\.7/);
      console.press('?');
      await console.waitFor('open the row: all that is known');
      console.press('qq');
      assert.deepEqual(await console.left(), { code: 0, words: [] });
    },
    { redirect: `<${log.path}` },
  );
});

test('without a screen on a narrow terminal no line of an alert is broken within a word', () => {
  const log = newLog(failure('203.0.113.7').repeat(12));
  return inConsole(
    ['-', '--plain', '--state', log.state],
    async (console) => {
      const { code, words } = await console.left();
      assert.equal(code, 0);
      const brute = words.findIndex((row) => / HIGH {6}SSH brute force$/.test(row));
      assert.match(words[brute + 1] ?? '', /^ {2}203\.0\.113\.7 +x12 /, words.join('\n'));
    },
    { redirect: `<${log.path}`, columns: 64 },
  );
});

test('a pipe that stays open is followed, and does not hold up the end', () => {
  const log = newLog();
  const pipe = `${log.path}.pipe`;
  return inConsole(
    ['-', '--state', log.state],
    async (console) => {
      await console.waitFor('● LIVE');
      log.append(failure('203.0.113.7').repeat(12));
      await console.waitFor(/HIGH SSH brute force .*×12 203\.0\.113\.7/);
      console.press('q');
      assert.equal((await console.left()).code, 0);
    },
    {
      redirect: `<"${pipe}"`,
      before: `mkfifo "${pipe}"; tail -f "${log.path}" >"${pipe}" & trap "kill $!" EXIT`,
    },
  );
});

test('a missing PATH beside a good one is shown; the others go on; the exit code tells', () => {
  const log = newLog();
  return inConsole([log.path, `${log.path}.1`, '--state', log.state], async (console) => {
    await console.waitFor(/sources 1\/2 !/);
    await console.waitFor(/! .*auth\.log\.1.*no such file/);
    log.append(failure('203.0.113.7').repeat(12));
    await console.waitFor(/HIGH SSH brute force .*203\.0\.113\.7/);
    console.press('q');
    const { code, words } = await console.left();
    assert.equal(code, 3);
    assert.match(words.join(''), /soc-console: .*auth\.log\.1: no such file/);
  });
});

const config = join(temporaryFolder(), 'broken.yaml');
writeFileSync(config, 'level: loud\n');
const rules = join(temporaryFolder(), 'nowhere');

test('only missing PATHs: the reason on the terminal as it was, exit code 3', () =>
  inConsole(['/nowhere/a.log', '/nowhere/b.log'], async (console) => {
    const { code, words } = await console.left();
    assert.equal(code, 3);
    assert.match(words.join(' '), /a\.log: no such file.*b\.log: no such file/);
  }));

for (const [what, args, expected, says] of [
  ['a broken configuration', ['demo', '-c', config], 2, /broken\.yaml:1:8.*level/],
  ['a configuration that is not there', ['demo', '-c', `${rules}.yaml`], 2, /nowhere\.yaml/],
  ['an unknown flag', ['demo', '--loud'], 2, /--loud/],
] as const) {
  test(`${what}: the reason on an untouched terminal, exit code ${expected}`, () =>
    inConsole(args, async (console) => {
      const { code, words } = await console.left();
      assert.equal(code, expected);
      assert.match(words.join(' '), says);
      assert.ok(!console.output().includes('\x1b[?1049h'));
    }));
}

test('a second console on the same state is told who has it; the first goes on', () => {
  const log = newLog();
  return inConsole([log.path, '--state', log.state], async (first) => {
    await first.waitFor('● LIVE');
    await inConsole([log.path, '--state', log.state], async (second) => {
      const { code, words } = await second.left();
      assert.equal(code, 2);
      assert.ok(words.join('').includes(`is already used by process ${first.program()}`), words.join('\n'));
    });
    first.press('q');
    assert.equal((await first.left()).code, 0);
  });
});
