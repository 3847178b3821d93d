import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { textWidth } from '../../../src/platform/text-width.ts';
import { openSession, type Session, type SessionOptions } from '../../support/session.ts';

const fixture = fileURLToPath(new URL('fixtures/terminal-app.tsx', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soc-terminal-'));
const program = `node ${bundled()}`;
after(() => rmSync(folder, { recursive: true }));

/** The program as one file: through tsx each of its twenty starts takes more than a second of a processor's time. */
function bundled(): string {
  const outfile = join(folder, 'terminal-app.mjs');
  buildSync({
    ...{ entryPoints: [fixture], outfile, bundle: true, format: 'esm', platform: 'node', jsx: 'automatic' },
    define: { 'process.env.NODE_ENV': '"production"' },
    // CommonJS within asks for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    // Ink's way to React's developer tools, which are not installed, and which it takes only where DEV is set.
    alias: { 'react-devtools-core': 'react' },
    logLevel: 'warning',
  });
  return outfile;
}

const GIVEN_BACK = {
  alternateScreen: false,
  cursorHidden: false,
  bracketedPaste: false,
  wraparound: true,
  mouse: false,
};

/** Runs a shell script that starts the program, and hands over the session once the screen stands. */
async function inSession(
  script: string,
  use: (session: Session) => Promise<void>,
  options: Partial<SessionOptions> = {},
): Promise<void> {
  const session = openSession({ command: 'sh', args: ['-c', script], ...options });
  try {
    await use(session);
  } finally {
    await session.close();
  }
}

/** The program, then what it left the terminal in. The shell stays: last words are not kept by every system. */
const andThenLook = `${program} --mouse; echo "code $?"; stty -a; echo looked; read stay`;

const started = (session: Session) => session.waitFor(/tick \d/);

async function pidOf(session: Session): Promise<number> {
  await session.waitFor(/pid=\d+/);
  return Number(/pid=(\d+)/.exec(session.screen().join('\n'))?.[1]);
}

async function assertGivenBack(session: Session, code: number): Promise<void> {
  await session.waitFor('looked');
  const screen = session.screen().join('\n');
  assert.deepEqual(session.terminalState(), GIVEN_BACK);
  assert.match(screen, new RegExp(`code ${code}\\b`));
  assert.match(screen, /[^-]icanon/, 'raw mode is off');
  assert.match(screen, /[^-]echo /, 'what is typed is echoed again');
  assert.doesNotMatch(screen, /╭|╰/, 'nothing of the picture is left');
}

test('while it runs, the alternate screen is taken and the cursor hidden', () =>
  inSession(`echo before; ${program} --mouse`, async (session) => {
    await started(session);
    assert.deepEqual(session.terminalState(), {
      alternateScreen: true,
      cursorHidden: true,
      bracketedPaste: true,
      wraparound: false,
      mouse: true,
    });
    assert.ok(!session.screen().includes('before'));
  }));

test('a mouse that was not asked for is not heard', () =>
  inSession(program, async (session) => {
    await started(session);
    session.press('\x1b[<0;3;3M\x1b[<65;3;3Mw');
    await session.waitFor('input: w');
    assert.doesNotMatch(session.screen().join('\n'), /input: mouse|input: press|wheel/);
  }));

const ENDINGS: readonly (readonly [
  how: string,
  end: (session: Session, pid: number) => void,
  code: number,
  says: string,
])[] = [
  ['q', (session) => session.press('q'), 0, 'bye'],
  ['SIGTERM', (_, pid) => process.kill(pid, 'SIGTERM'), 143, 'ended by SIGTERM'],
  ['SIGHUP', (_, pid) => process.kill(pid, 'SIGHUP'), 143, 'ended by SIGHUP'],
  ['SIGINT', (_, pid) => process.kill(pid, 'SIGINT'), 130, 'ended by SIGINT'],
  ['a bug', (session) => session.press('c'), 1, 'Error: a bug in a view'],
  ['an unhandled rejection', (session) => session.press('r'), 1, 'Error: a promise nobody watched'],
  ['process.exit in the midst', (session) => session.press('x'), 7, 'code 7'],
];

for (const [how, end, code, says] of ENDINGS) {
  test(`the terminal is given back as it was, then the last words: ${how}`, () =>
    inSession(
      `echo before; ${andThenLook}`,
      async (session) => {
        await started(session);
        end(session, await pidOf(session));
        await assertGivenBack(session, code);
        const screen = session.screen();
        assert.ok(
          screen.some((row) => row.includes(says)),
          screen.join('\n'),
        );
        assert.equal(screen[0], 'before');
      },
      { rows: 40, columns: 120 },
    ));
}

test('what a library prints meanwhile does not break the picture, and is told at the end', () =>
  inSession(
    andThenLook,
    async (session) => {
      await started(session);
      session.press('w');
      await session.waitFor('input: w');
      assert.ok(!session.screen().join('\n').includes('a warning of a library'));
      session.press('q');
      await session.waitFor('a warning of a library');
      await assertGivenBack(session, 0);
    },
    { rows: 40 },
  ));

test('a long report after the end is printed whole, though the process exits at once', () =>
  // The shell stays: what a terminal has not yet read when its last process ends is not kept by every system.
  inSession(`${program}; echo ended; read stay`, async (session) => {
    await started(session);
    session.press('Q');
    await session.waitFor('ended');
    assert.equal(session.output().match(/line \d+ of the report/g)?.length, 5000);
  }));

test('Ctrl-Z gives the terminal to the shell, fg takes it again, and the picture is whole', () =>
  inSession('exec bash --norc --noprofile -i', async (session) => {
    session.press(`${program}\r`);
    await started(session);
    session.press('\x1a');
    await session.waitFor(/Stopped/);
    assert.deepEqual(session.terminalState(), {
      ...GIVEN_BACK,
      bracketedPaste: session.terminalState().bracketedPaste,
    });
    session.press('stty -a; echo looked\r');
    await session.waitFor(/^looked/);
    assert.match(session.screen().join('\n'), /[^-]icanon/);
    session.resize(90, 30);
    session.press('fg\r');
    await session.waitFor('size 90x30');
    await session.waitFor((screen) => screen[0]?.length === 90 && screen[29]?.length === 90);
    session.press('a');
    await session.waitFor('input: a');
    session.press('q');
    await session.waitFor('bye');
  }));

test('without job control Ctrl-Z changes nothing', () =>
  inSession(`exec ${program}`, async (session) => {
    await started(session);
    session.press('\x1a');
    await session.waitFor('input: ctrl-z');
    session.press('a');
    await session.waitFor('input: a');
    assert.equal(session.terminalState().alternateScreen, true);
  }));

test('keys come from the terminal when standard input is the evidence', () =>
  inSession(
    `printf evidence | ${andThenLook}`,
    async (session) => {
      await started(session);
      session.press('a');
      await session.waitFor('input: a');
      session.press('q');
      await assertGivenBack(session, 0);
    },
    { rows: 40 },
  ));

test('input of every kind arrives: a lone escape, a sequence, a paste, the mouse', () =>
  inSession(`${program} --mouse`, async (session) => {
    await started(session);
    for (const [bytes, shown] of [
      ['\x1b', 'input: escape'],
      ['\x1b[1;5A', 'input: ctrl-up'],
      ['é', 'input: é'],
      ['\x1b[200~q\x1b[201~', 'input: {"kind":"paste","text":"q"}'],
      ['\x1b[<64;5;6M', 'input: {"kind":"mouse","action":"wheel-up","column":4,"row":5}'],
    ] as const) {
      session.press(bytes);
      await session.waitFor(shown);
    }
  }));

test('a resize repaints the whole screen', () =>
  inSession(program, async (session) => {
    await started(session);
    for (const [columns, rows] of [
      [200, 50],
      [120, 40],
      [220, 60],
      [80, 24],
    ] as const) {
      session.resize(columns, rows);
      await session.waitFor(`size ${columns}x${rows}`);
      await session.waitFor((screen) =>
        [screen[0], screen[rows - 1]].every((row) => textWidth(row ?? '') === columns),
      );
    }
  }));

test('a size that went and came back at once leaves the screen whole', () =>
  inSession(program, async (session) => {
    await started(session);
    const [columns, rows] = [100, 30];
    const isWhole = (screen: readonly string[]) =>
      [screen[0], screen[rows - 1]].every((row) => textWidth(row ?? '') === columns);
    session.resize(columns, rows);
    await session.waitFor(isWhole);
    session.resize(20, 8);
    session.resize(columns, rows);
    assert.ok(!isWhole(session.screen()), 'the terminal lost a part of it');
    await session.waitFor(isWhole);
  }));

test('a terminal that reads nothing does not stop the program, and shows the newest frame when it reads again', () =>
  inSession(
    `exec ${program}`,
    async (session) => {
      await started(session);
      session.stall();
      await pressForAWhile(session, '\x0c', 2500);
      session.unstall();
      session.press('a');
      await session.waitFor('input: a');
      await session.waitFor((screen) => screen.every((row) => textWidth(row) === 200));
      session.press('q');
      await session.waitFor(/bye; .* dropped [1-9]/);
      const stall = Number(/longest stall (\d+)/.exec(session.screen().join('\n'))?.[1]);
      assert.ok(stall < 2000, `the event loop stood still for ${stall} ms of 2500`);
    },
    { columns: 200, rows: 60 },
  ));

test('the end does not wait for a terminal that reads nothing', () =>
  inSession(
    `exec ${program}`,
    async (session) => {
      await started(session);
      session.stall();
      await pressForAWhile(session, '\x0c', 1000);
      const before = performance.now();
      session.kill('SIGTERM');
      await processGone(session.pid);
      assert.ok(performance.now() - before < 10_000);
    },
    { columns: 200, rows: 60 },
  ));

/** A key held down: each Ctrl-L repaints everything, which soon fills what lies between program and terminal. */
function pressForAWhile(session: Session, key: string, duration: number): Promise<void> {
  const held = setInterval(() => session.press(key), 20);
  return new Promise((resolve) => {
    setTimeout(() => {
      clearInterval(held);
      resolve();
    }, duration);
  });
}

async function processGone(pid: number): Promise<void> {
  const isThere = () => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  while (isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('without a terminal on standard output there is a reason instead', () =>
  inSession(`${program} | cat; echo looked; read stay`, async (session) => {
    await session.waitFor('output-not-a-terminal: standard output is not a terminal');
    await session.waitFor('looked');
    assert.equal(session.terminalState().alternateScreen, false);
  }));

test('TERM=dumb is a reason too', () =>
  inSession(program, (session) => session.waitFor('dumb-terminal: TERM=dumb cannot move the cursor'), {
    env: { TERM: 'dumb' },
  }));
