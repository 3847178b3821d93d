/** Asks the terminal whether it has come as far as this frame; `frame-answers.ts` says why. */
export type FrameAnswers = {
  /** What to write behind a frame of so many bytes: a question, or nothing. */
  question(bytes: number, now: number): string;
  /** The terminal told where its cursor stood: all frames up to that question are on the screen. */
  take(row: number, column: number, now: number): void;
  /** When the next frame may go. */
  due(now: number, isUrgent: boolean): number;
  /** Something was typed: the line is not dead. */
  heard(now: number): void;
  /** Another terminal may be there now: one that never answered is asked once more. */
  askAgain(): void;
  /** An answer may still come. */
  isAwaited(now: number): boolean;
  /** For so many milliseconds it is worth waiting for the last answer, lest the shell gets it. */
  lastWait(now: number): number;
};

/**
 * The number of a question is a place of the cursor. Not on the first row: `CSI 1 ; 2 R` is also Shift-F3.
 */
const FIRST_ROW = 2;
const PLACES_A_ROW = 16;
const ROWS = 4;
const NUMBERS = PLACES_A_ROW * ROWS;
/** Less than this has no room for the places; nothing is drawn on it but that it is too small. */
export const LEAST_ASKED = { columns: PLACES_A_ROW, rows: FIRST_ROW + ROWS };

/** What is written without a question: a clock that ticks asks every ten seconds or so. */
const UNASKED_BYTES = 256;
/** An answer that takes this much longer than the fastest one shows that the line is behind, in milliseconds as all times here. */
const LATE = 150;
/** The way may change: the shortest of so many answers. */
const SAMPLES = 20;
/** On a line that is behind, a key is answered with a frame at once while fewer than these are on their way. */
const MOST_FOR_KEYS = 3;
/** With as many on their way, keys get a frame this often. */
const KEY_PATIENCE = 500;
/** Without a key a frame goes after so long all the same, for an answer can be lost; each time it takes twice as long, up to the most. */
const PATIENCE = 2_000;
const MOST_PATIENCE = 16_000;
/** Who types, and has not answered for so long, does not answer. */
const MUTE = 10_000;
/** An answer that has not come by then is not looked for among the keys. */
const FORGOTTEN = 30_000;
const SHORTEST_LAST_WAIT = 300;
const LONGEST_LAST_WAIT = 1_000;

/**
 * What is written to a terminal behind ssh may lie in buffers for minutes: the line stalls, and when it is back the past
 * is played in order. So every frame of some size ends in a question that every terminal answers (where is the cursor?),
 * and while answers are late nothing more is sent, but for keys. Nothing of this happens before the first answer.
 */
export function createFrameAnswers(): FrameAnswers {
  type Question = { readonly number: number; readonly at: number };
  let unanswered: readonly Question[] = [];
  let last: Question | null = null;
  /** When a frame went that was asked after, or would have been if a number were free. */
  let lastSent = 0;
  let lastAnswered = -1;
  let isAnswering = false;
  let mayAsk = true;
  /** An answer was late: all of them are waited for, so that the next is measured on an empty line. */
  let isDraining = false;
  let unaskedBytes = 0;
  let patience = PATIENCE;
  let ways: readonly number[] = [];

  const isOwed = (now: number): boolean =>
    last !== null && last.number !== lastAnswered && now - last.at < FORGOTTEN;
  const shortestWay = (): number => Math.min(...ways);

  function forget(): void {
    unanswered = [];
    isDraining = false;
    patience = PATIENCE;
  }

  return {
    question(bytes, now) {
      unaskedBytes += bytes;
      const isDue = isAnswering ? isDraining || unaskedBytes >= UNASKED_BYTES : mayAsk;
      if (!isDue) return '';
      if (isDraining && now >= lastSent + patience) patience = Math.min(2 * patience, MOST_PATIENCE);
      lastSent = now;
      if (unanswered.length >= NUMBERS - 1) return '';
      mayAsk = false;
      unaskedBytes = 0;
      last = { number: ((last?.number ?? -1) + 1) % NUMBERS, at: now };
      unanswered = [...unanswered, last];
      const row = FIRST_ROW + Math.floor(last.number / PLACES_A_ROW);
      return `\x1b[${row};${1 + (last.number % PLACES_A_ROW)}H\x1b[6n`;
    },
    take(row, column, now) {
      const number = (row - FIRST_ROW) * PLACES_A_ROW + column - 1;
      if (row < FIRST_ROW || column > PLACES_A_ROW || number >= NUMBERS) return;
      isAnswering = true;
      lastAnswered = number;
      const index = unanswered.findIndex((question) => question.number === number);
      const question = unanswered[index];
      if (question === undefined) return;
      ways = [...ways, now - question.at].slice(-SAMPLES);
      unanswered = unanswered.slice(index + 1);
      patience = PATIENCE;
      if (unanswered.length === 0) isDraining = false;
    },
    due(now, isUrgent) {
      const oldest = unanswered[0];
      if (!isAnswering || oldest === undefined) return now;
      isDraining ||= now >= oldest.at + shortestWay() + LATE;
      if (!isDraining || (isUrgent && unanswered.length < MOST_FOR_KEYS)) return now;
      return Math.max(now, lastSent + (isUrgent ? KEY_PATIENCE : patience));
    },
    heard(now) {
      const oldest = unanswered[0];
      if (!isDraining || oldest === undefined || now - oldest.at < MUTE) return;
      isAnswering = false;
      forget();
    },
    askAgain() {
      if (isAnswering) return;
      mayAsk = true;
      forget();
    },
    isAwaited: isOwed,
    lastWait(now) {
      if (!isOwed(now) || last === null) return 0;
      if (isAnswering) return Math.min(SHORTEST_LAST_WAIT + 2 * shortestWay(), LONGEST_LAST_WAIT);
      return now - last.at < PATIENCE ? SHORTEST_LAST_WAIT : 0;
    },
  };
}

/**
 * Whether the terminal is worth asking. tmux and screen answer themselves, and keep the pace of their own terminals;
 * the Linux console has no line to it.
 */
export function isWorthAsking(env: Readonly<Record<string, string | undefined>>): boolean {
  return !/^(tmux|screen|linux|dumb|unknown)/.test(env.TERM ?? 'dumb') && !env.TMUX && !env.STY;
}
