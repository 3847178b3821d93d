import { spawn } from '@lydell/node-pty';
import { createEmulator } from './emulator.ts';
import { NO_FAIL2BAN } from './no-fail2ban.ts';
import { createSlowLine, type LineOptions, type SlowLine } from './slow-line.ts';

/** A program in a pseudo-terminal, seen through a terminal emulator. */
export type Session = {
  readonly pid: number;
  /** Text of the visible rows, without trailing blanks, as a terminal with synchronized updates shows them: whole frames. */
  screen(): readonly string[];
  /** Resolves when the screen holds the text, or the predicate is true of it; rejects with the screen after `timeout` ms. */
  waitFor(
    condition: string | RegExp | ((screen: readonly string[]) => boolean),
    timeout?: number,
  ): Promise<void>;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: NodeJS.Signals): void;
  /** Stops reading, as a terminal does after Ctrl-S or behind a dead line. */
  stall(): void;
  unstall(): void;
  /** What lies between, when `line` was asked for. */
  readonly line: SlowLine | null;
  /** The terminal goes away, as behind a broken SSH connection. */
  hangUp(): void;
  readonly exit: Promise<SessionExit>;
  /** What the terminal was left in. */
  terminalState(): TerminalState;
  /** Everything that was written, in order. */
  output(): string;
  /** Ends the program, if it still runs, and the emulator. */
  close(): Promise<void>;
};

type SessionExit = { readonly code: number; readonly signal: number };

type TerminalState = {
  readonly alternateScreen: boolean;
  readonly cursorHidden: boolean;
  readonly bracketedPaste: boolean;
  readonly wraparound: boolean;
  readonly mouse: boolean;
};

export type SessionOptions = {
  readonly command: string;
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Between the program and a terminal that answers questions; without it, it answers none. */
  readonly line?: LineOptions;
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Slow machines run many of these at once; a test that passes never waits this long. */
const TIMEOUT = 60_000;
/** So long nothing more has come when a program that ended has said its last word. */
const LAST_WORDS_MS = 20;

export function openSession(options: SessionOptions): Session {
  const columns = options.columns ?? 80;
  const rows = options.rows ?? 24;
  const emulator = createEmulator(columns, rows);
  const pty = spawn(options.command, [...(options.args ?? [])], {
    name: options.env?.TERM ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    // Ink and colour detection behave otherwise where CI is set.
    env: {
      ...process.env,
      ...NO_FAIL2BAN,
      CI: 'false',
      COLORTERM: 'truecolor',
      LC_ALL: 'C.UTF-8',
      ...options.env,
    },
  });

  let output = '';
  let isThere = true;
  /** It is there no longer, and all that it wrote is on the screen. */
  let hasEnded = false;
  /** The last whole frame, while the next one is half read. */
  let whole: readonly string[] = emulator.screen();
  const screen = (): readonly string[] => {
    if (!emulator.isUpdating() || hasEnded) whole = emulator.screen();
    return whole;
  };
  const watchers = new Set<() => void>();
  const notify = (): void => {
    screen();
    for (const watcher of [...watchers]) watcher();
  };
  let parsed = Promise.resolve();
  const receive = (data: string): void => {
    output += data;
    parsed = emulator.write(data).then(notify);
  };
  const say = (data: string): void => {
    if (isThere) pty.write(data);
  };
  const line = options.line === undefined ? null : createSlowLine(options.line, receive, say);
  if (line !== null) emulator.terminal.onData(line.answer);
  pty.onData(line?.push ?? receive);
  /** What was written before the end may come after the word of it. */
  const allParsed = async (): Promise<void> => {
    for (let known: unknown = null; known !== parsed; ) {
      known = parsed;
      await parsed;
      await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    }
  };
  const exit = new Promise<SessionExit>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      isThere = false;
      void allParsed().then(() => {
        hasEnded = true;
        resolve({ code: exitCode, signal: signal ?? 0 });
        notify();
      });
    });
  });

  function waitFor(condition: Parameters<Session['waitFor']>[0], timeout = TIMEOUT): Promise<void> {
    const isMet = predicateOf(condition);
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        watchers.delete(check);
        clearTimeout(timer);
        settle();
      };
      const fail = (why: string): void => {
        finish(() =>
          reject(new Error(`${why} waiting for ${condition}; the screen is:\n${screen().join('\n')}`)),
        );
      };
      const check = (): void => {
        if (isMet(screen())) finish(resolve);
        else if (hasEnded) fail('the program ended while');
      };
      const timer = setTimeout(() => fail(`${timeout} ms passed`), timeout);
      watchers.add(check);
      check();
    });
  }

  return {
    pid: pty.pid,
    screen,
    waitFor,
    press: (keys) => pty.write(keys),
    resize(newColumns, newRows) {
      emulator.terminal.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    kill: (signal) => pty.kill(signal),
    stall: () => pty.pause(),
    unstall: () => pty.resume(),
    line,
    // Not in its types; closes our end, which is what the kernel calls a hangup.
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    exit,
    terminalState: () => ({
      alternateScreen: emulator.onAlternateScreen(),
      cursorHidden: emulator.cursorHidden(),
      bracketedPaste: emulator.terminal.modes.bracketedPasteMode,
      wraparound: emulator.terminal.modes.wraparoundMode,
      mouse: emulator.terminal.modes.mouseTrackingMode !== 'none',
    }),
    output: () => output,
    async close() {
      pty.resume();
      if (isThere) pty.kill('SIGKILL');
      await exit;
      line?.close();
      emulator.terminal.dispose();
    },
  };
}

function predicateOf(condition: Parameters<Session['waitFor']>[0]): (screen: readonly string[]) => boolean {
  if (typeof condition === 'function') return condition;
  if (typeof condition === 'string') return (screen) => screen.some((row) => row.includes(condition));
  return (screen) => screen.some((row) => condition.test(row));
}
