import type { ReadStream } from 'node:tty';
import { afterInput } from './after-input.ts';
import { type Background, type BackgroundAnswers, createBackgroundAnswers } from './background.ts';
import { createFrameAnswers, type FrameAnswers } from './frame-answers.ts';
import { createInkStreams, type InkStreams } from './ink-streams.ts';
import type { InputEvent } from './input-event.ts';
import type { AnswerListener } from './input-parser.ts';
import { createKeyboard, openKeyboard } from './keyboard.ts';
import { swallowAnswers } from './late-answers.ts';
import { createPacedWriter, type PacedWriter, type Schedule, type Size } from './paced-writer.ts';
import { createStrayOutput } from './stray-output.ts';
import { createTtyOutput, type TtyStream } from './tty-output.ts';

export type Terminal = {
  readonly columns: number;
  readonly rows: number;
  readonly writer: PacedWriter;
  /** Options for Ink's `render`, and where its layout goes. */
  readonly ink: InkStreams;
  /** The result ends the subscription. */
  onResize(listener: (size: Size) => void): () => void;
  /** What was typed before anybody listened comes first. */
  onInput(listener: (event: InputEvent) => void): () => void;
  /** What the terminal has said that it draws on; null as long as it has not. */
  readonly background: Background | null;
  /** Told when it says so, or says otherwise. */
  onBackground(listener: (background: Background) => void): () => void;
  /** Paints everything again (Ctrl-L), and asks for the background again: another terminal may be there by now. */
  redraw(): void;
  /** Hands text to the terminal for its clipboard (OSC 52); a terminal that does not know how leaves it. */
  copy(text: string): void;
  /** Gives the terminal to the shell until it continues us (Ctrl-Z). The whole process stops. */
  suspend(): Promise<void>;
  /** Told after such a pause how long it was, in milliseconds. */
  onReturn(listener: (away: number) => void): () => void;
  /** Gives the terminal back as it was, at once. Happens by itself at exit, on a crash and on a signal. */
  restore(): void;
  /** Restores at a normal end: first waits a moment for a terminal that is behind. */
  close(): Promise<void>;
};

export type EndSignal = 'SIGTERM' | 'SIGHUP' | 'SIGINT';

type TerminalOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: TtyStream;
  readonly stderr: NodeJS.WriteStream;
  /** The environment's TERM. */
  readonly term: string | undefined;
  readonly mouse?: boolean;
  /** Most frames a second that new data may cost. */
  readonly fps: number;
  /** The terminal may be asked how far it has come: see `frame-answers.ts`. */
  readonly isAsked?: boolean;
  /** The terminal may be asked for its background: see `background.ts`. */
  readonly isBackgroundAsked?: boolean;
  /** The terminal has been given back; who opened it must end the process (a lost terminal is SIGHUP). */
  readonly onSignal: (signal: EndSignal) => void;
  /** Left on the terminal while the shell has it. */
  readonly suspendedWords?: () => string;
};

/** Why there is no full screen; the caller can print the plain feed instead. */
type NoTerminal = {
  readonly reason: 'output-not-a-terminal' | 'dumb-terminal' | 'no-keyboard';
  readonly message: string;
};

type OpenedTerminal =
  | { readonly ok: true; readonly terminal: Terminal }
  | ({ readonly ok: false } & NoTerminal);

// Alternate screen; cursor hidden; no wrapping, so that nothing can scroll; pastes marked as such.
const TAKE = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h';
const TAKE_MOUSE = '\x1b[?1000h\x1b[?1006h';
const GIVE_BACK = '\x1b[?2026l\x1b[m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l';

const END_SIGNALS: readonly EndSignal[] = ['SIGTERM', 'SIGHUP', 'SIGINT'];
/** How long a terminal that takes nothing may hold up the end. */
const LAST_WORDS_LIMIT = 300;
/** The stop signal has taken effect by then, or never will (no job control). */
const STOP_DELAY = 50;
/** How much is kept of what is typed before anybody listens. */
const MOST_EARLY_INPUT = 64;
/** Terminals take no more at once. */
const MOST_COPIED = 4096;
/** For a terminal that does not know its size. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

const schedule: Schedule = (run, delay) => {
  const timer = setTimeout(run, delay);
  return () => clearTimeout(timer);
};

/** Takes over the terminal, or says why that cannot be. */
export function openTerminal(options: TerminalOptions): OpenedTerminal {
  if (!options.stdout.isTTY) {
    return { ok: false, reason: 'output-not-a-terminal', message: 'standard output is not a terminal' };
  }
  if (options.term === 'dumb' || options.term === 'unknown') {
    return { ok: false, reason: 'dumb-terminal', message: `TERM=${options.term} cannot move the cursor` };
  }
  const keys = openKeyboard(options.stdin);
  if (keys === null) {
    return {
      ok: false,
      reason: 'no-keyboard',
      message: 'standard input is not a terminal, and /dev/tty cannot be opened',
    };
  }
  return { ok: true, terminal: takeTerminal(options, keys) };
}

function takeTerminal(
  {
    stdin,
    stdout,
    stderr,
    mouse,
    fps,
    isAsked,
    isBackgroundAsked,
    onSignal,
    suspendedWords,
  }: TerminalOptions,
  keys: ReadStream,
): Terminal {
  const output = createTtyOutput(stdout);
  // Evidence on standard input comes from elsewhere: nobody is at the end of a line then.
  const answers = isAsked && keys === stdin ? createFrameAnswers() : null;
  const backgroundListeners = new Set<(background: Background) => void>();
  const backgrounds =
    isBackgroundAsked && keys === stdin
      ? createBackgroundAnswers((background) => {
          for (const listener of [...backgroundListeners]) listener(background);
        })
      : null;
  const stray = createStrayOutput([stdout, stderr]);
  const writer = createPacedWriter({
    output,
    size: sizeOf(stdout),
    now: () => performance.now(),
    schedule,
    dataInterval: 1000 / fps,
    answers,
  });
  const ink = createInkStreams(writer);
  const heard = answers === null && backgrounds === null ? null : answersOf(answers, backgrounds, writer);
  const keyboard = createKeyboard({
    ...{ stream: keys, onInput, onEnd: () => end('SIGHUP'), schedule: afterInput },
    answers: heard,
  });
  const inputListeners = new Set<(event: InputEvent) => void>();
  const earlyInput: InputEvent[] = [];
  const resizeListeners = new Set<(size: Size) => void>();
  const returnListeners = new Set<(away: number) => void>();
  let suspendedAt: number | null = null;
  let state: 'ours' | 'suspended' | 'restored' = 'ours';
  let isTaken = false;
  let cancelResume: (() => void) | null = null;

  function take(question = ''): void {
    isTaken = true;
    output.neverWait();
    output.write(TAKE + (mouse ? TAKE_MOUSE : '') + question, () => {});
    keyboard.start();
    stray.hold();
  }

  function giveBack(): void {
    if (!isTaken) return;
    isTaken = false;
    // Before the shell is to be seen: what is typed then is the shell's.
    if (heard !== null && !writer.behind) swallowAnswers(heard, lastWait());
    const isTold = output.writeNow(GIVE_BACK, LAST_WORDS_LIMIT);
    keyboard.stop();
    // On a terminal that takes nothing, words would hold up the end for ever: they stay with us.
    if (!isTold) return;
    output.waitAgain();
    stray.release();
  }

  function lastWait(): number {
    const now = performance.now();
    return Math.max(answers?.lastWait(now) ?? 0, backgrounds?.lastWait(now) ?? 0);
  }

  function onInput(event: InputEvent): void {
    // A terminal may report it all the same: another program has left it on.
    if (event.kind === 'mouse' && mouse !== true) return;
    writer.urgent();
    if (inputListeners.size === 0 && earlyInput.length < MOST_EARLY_INPUT) earlyInput.push(event);
    for (const listener of [...inputListeners]) listener(event);
  }

  function onResize(): void {
    const size = sizeOf(stdout);
    writer.resize(size);
    for (const listener of [...resizeListeners]) listener(size);
  }

  /** A size that went and came back before we looked is no other size to Node, and yet what stood there may be lost. */
  function onWindowSignal(): void {
    if (state === 'ours') writer.redraw();
  }

  async function suspend(): Promise<void> {
    if (state !== 'ours') return;
    state = 'suspended';
    writer.pause();
    await writer.settled(LAST_WORDS_LIMIT);
    if (state !== 'suspended') return;
    giveBack();
    if (suspendedWords !== undefined) output.writeNow(`${suspendedWords()}\r\n`, LAST_WORDS_LIMIT);
    // The whole group, for the shell waits for whoever started us too (npm, sudo). Without job
    // control the kernel ignores the signal, and we go on.
    process.off('SIGTSTP', suspend);
    suspendedAt = performance.now();
    process.kill(0, 'SIGTSTP');
    cancelResume = schedule(resume, STOP_DELAY);
  }

  /** Also after a SIGSTOP that nobody announced: the shell may have changed anything meanwhile. */
  function resume(): void {
    if (state === 'restored') return;
    cancelResume?.();
    state = 'ours';
    process.off('SIGTSTP', suspend);
    process.on('SIGTSTP', suspend);
    keyboard.stop();
    take();
    writer.redraw();
    // The size may have changed while the signal that tells so went to the shell.
    process.kill(process.pid, 'SIGWINCH');
    if (suspendedAt === null) return;
    const away = performance.now() - suspendedAt;
    suspendedAt = null;
    for (const listener of [...returnListeners]) listener(away);
  }

  function end(signal: EndSignal): void {
    if (state === 'restored') return;
    restore();
    onSignal(signal);
  }

  function restore(): void {
    if (state === 'restored') return;
    state = 'restored';
    cancelResume?.();
    writer.close();
    giveBack();
    for (const signal of END_SIGNALS) process.off(signal, end);
    process.off('SIGTSTP', suspend);
    process.off('SIGCONT', resume);
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
    process.off('SIGWINCH', onWindowSignal);
    stdout.off('resize', onResize);
    if (keys !== stdin) keys.destroy();
    // The rest of a frame that the terminal did not take may still come out behind our last words.
    if (writer.behind) process.once('exit', () => output.writeNow(GIVE_BACK, 0));
  }

  for (const signal of END_SIGNALS) process.on(signal, end);
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', resume);
  process.on('exit', restore);
  process.on('uncaughtExceptionMonitor', restore);
  stdout.on('resize', onResize);
  process.on('SIGWINCH', onWindowSignal);
  take(backgrounds?.question(performance.now()));

  return {
    get columns() {
      return writer.size.columns;
    },
    get rows() {
      return writer.size.rows;
    },
    writer,
    ink,
    onResize: (listener) => subscribe(resizeListeners, listener),
    onInput(listener) {
      const end = subscribe(inputListeners, listener);
      for (const event of earlyInput.splice(0)) listener(event);
      return end;
    },
    get background() {
      return backgrounds?.told ?? null;
    },
    onBackground: (listener) => subscribe(backgroundListeners, listener),
    redraw() {
      const question = backgrounds?.question(performance.now()) ?? '';
      if (state === 'ours' && !writer.behind && question !== '') output.write(question, () => {});
      writer.redraw();
    },
    copy(text) {
      const encoded = Buffer.from(text.slice(0, MOST_COPIED)).toString('base64');
      if (state === 'ours' && !writer.behind) output.write(`\x1b]52;c;${encoded}\x07`, () => {});
    },
    suspend,
    onReturn: (listener) => subscribe(returnListeners, listener),
    restore,
    async close() {
      writer.pause();
      await writer.settled(LAST_WORDS_LIMIT);
      restore();
    },
  };
}

function answersOf(
  frames: FrameAnswers | null,
  backgrounds: BackgroundAnswers | null,
  writer: PacedWriter,
): AnswerListener {
  return {
    isAwaited() {
      const now = performance.now();
      return frames?.isAwaited(now) === true || backgrounds?.isAwaited(now) === true;
    },
    takePlace(row, column) {
      backgrounds?.passed();
      writer.answered(row, column);
    },
    takeString: (text) => backgrounds?.take(text),
  };
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || USUAL_SIZE.columns, rows: stdout.rows || USUAL_SIZE.rows };
}
