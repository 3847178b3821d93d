import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { textWidth } from '../../src/platform/text-width.ts';
import { openSession, type Session } from '../support/session.ts';
import type { LineOptions } from '../support/slow-line.ts';
import { MAIN, temporaryFolder } from './cli-program.ts';

/** A terminal as a shell leaves it. */
const GIVEN_BACK = {
  alternateScreen: false,
  cursorHidden: false,
  bracketedPaste: false,
  wraparound: true,
  mouse: false,
};

/**
 * The program between two looks at the terminal's settings, so that its last words stay to be read: what is written
 * right before a terminal's end can be lost on a busy machine, so it does not end by itself.
 */
const SCRIPT = `echo before; stty -g >"$LOOKS/before"
sh -c 'echo $$ >"$LOOKS/pid"; exec "$@"' sh "$@"
echo "code $?"; stty -g >"$LOOKS/after"; echo looked; read -r _`;

export type Console = Session & {
  /** Process of the program itself. */
  readonly program: () => number;
  /** Waits for its end, checks that the terminal is as it was, and returns exit code and what was said since. */
  readonly left: () => Promise<{ readonly code: number; readonly words: readonly string[] }>;
};

export type ConsoleOptions = {
  readonly columns?: number;
  readonly rows?: number;
  /** Shell words behind the program: redirections. */
  readonly redirect?: string;
  /** Shell words before it. */
  readonly before?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A line to a terminal that answers. */
  readonly line?: LineOptions;
  /** An interactive shell instead; it knows the program as "$NODE" "$MAIN". */
  readonly shell?: boolean;
};

/** The built program in a pseudo-terminal, with nothing of this machine's configuration. */
export async function inConsole(
  args: readonly string[],
  use: (console: Console) => Promise<void>,
  {
    columns = 120,
    rows = 36,
    redirect = '',
    before = '',
    env = {},
    shell = false,
    line,
  }: ConsoleOptions = {},
): Promise<void> {
  const looks = temporaryFolder();
  const script = `${before}\n${SCRIPT.replace('sh "$@"', `sh "$@" ${redirect}`)}`;
  const command = shell ? ['bash', '--norc', '--noprofile', '-i'] : [process.execPath, MAIN, ...args];
  const session = openSession({
    command: 'sh',
    args: ['-c', script, 'console', ...command],
    columns,
    rows,
    ...(line === undefined ? {} : { line }),
    env: {
      LOOKS: looks,
      HOME: looks,
      XDG_CONFIG_HOME: looks,
      XDG_STATE_HOME: looks,
      TZ: 'UTC',
      NODE: process.execPath,
      MAIN,
      PS1: '$ ',
      ...env,
    },
  });
  const look = (name: string): string => readFileSync(join(looks, name), 'utf8');
  const console: Console = {
    ...session,
    program: () => Number(look('pid')),
    async left() {
      await session.waitFor('looked');
      assert.deepEqual(session.terminalState(), GIVEN_BACK);
      assert.equal(look('after'), look('before'), 'the settings of the terminal are as before');
      const rest = session.screen().slice(session.screen().indexOf('before') + 1);
      const end = rest.findIndex((row) => row.startsWith('code '));
      return { code: Number(rest[end]?.slice('code '.length)), words: rest.slice(0, end) };
    },
  };
  try {
    await use(console);
  } finally {
    if (existsSync(join(looks, 'pid'))) killIfThere(console.program());
    await session.close();
  }
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killIfThere(pid: number): void {
  if (isThere(pid)) process.kill(pid, 'SIGKILL');
}

/** Waits until `value` gives something; fails after 20 s. */
export async function eventually<Value>(value: () => Value | null | false): Promise<Value> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = value();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadline) assert.fail(`never came true: ${value}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The frame around every pane is straight: each row is as wide as the screen, or (header, message, keys) no wider. */
export function assertStraight(screen: readonly string[], columns: number): void {
  for (const [index, row] of screen.entries()) {
    const width = textWidth(row.trimEnd());
    const isFramed = /^[╭│╰]/.test(row);
    assert.ok(
      isFramed ? width === columns : width <= columns,
      `row ${index} is ${width} wide:\n${screen.join('\n')}`,
    );
  }
}

/** A log to be followed, in a folder of its own, with room for the state beside it. */
export function newLog(text = ''): {
  readonly path: string;
  readonly state: string;
  append(text: string): void;
} {
  const folder = temporaryFolder();
  const path = join(folder, 'auth.log');
  writeFileSync(path, text);
  return { path, state: join(folder, 'state'), append: (more) => appendFileSync(path, more) };
}

/** As sshd writes it now. */
export function failure(address: string, user = 'root'): string {
  const time = new Date().toISOString().replace('Z', '000+00:00');
  return `${time} host sshd[4242]: Failed password for ${user} from ${address} port 40022 ssh2\n`;
}

/** Alerts in the database of a state directory, read as any other process could. */
export function storedAlerts(state: string): readonly { rule: { title: string }; group: object }[] {
  const file = join(state, 'soc-console.db');
  if (!existsSync(file)) return [];
  const database = new Database(file, { readonly: true });
  try {
    return (database.prepare('SELECT body FROM alerts').all() as { body: string }[]).map(({ body }) =>
      JSON.parse(body),
    );
  } finally {
    database.close();
  }
}

/**
 * Carries out what a question asks. On a slow machine its answer appears late, as if by itself, and a key right after
 * that is not taken: it was meant for something else.
 */
export async function confirm(console: Console): Promise<void> {
  const isAsked = (screen: readonly string[]): boolean => screen.some((row) => row.includes('Enter choose'));
  while (isAsked(console.screen())) {
    console.press('\r');
    await console.waitFor((screen) => !isAsked(screen), 700).catch(() => {});
  }
}
