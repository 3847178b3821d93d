/** What the terminal draws on. */
export type Background = 'light' | 'dark';

/** Who was asked for the background, and whether the answer may still come. */
export type BackgroundAnswers = {
  /** What to write; nothing while an answer is awaited. */
  question(now: number): string;
  /** A string that the terminal sent (OSC): the answer, or nothing of ours. */
  take(text: string): void;
  /** The terminal has answered what it was asked later: no answer to this comes any more. */
  passed(): void;
  isAwaited(now: number): boolean;
  /** For so many milliseconds it is worth waiting for the answer, lest the shell gets it. */
  lastWait(now: number): number;
  /** What was answered last; null before. */
  readonly told: Background | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

const QUESTION = '\x1b]11;?\x1b\\';
/** Red, green and blue with one to four digits each, as X11 writes them; some tell how opaque it is, too. */
const ANSWER = /^11;rgb:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})$/i;
const ANSWER_WITH_ALPHA = /^11;rgba:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})\/[\da-f]{1,4}$/i;
/** The answer with a colour as web pages write them, two digits a channel. */
const ANSWER_OF_PAGES = /^11;#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i;
/** Who has not answered by then does not, or is behind a line that the questions of frames look after. */
const AWAITED = 5_000;
/** As long as for the answers to frames: on a slow line the shell got it from who quit at once. */
const LAST_WAIT = 1_000;

/** On a brighter ground black is read better than white, on a darker one white (WCAG's contrast of both is the same here). */
const MIDDLE_LUMINANCE = 0.179;

/** Tells `onTold` of each background that differs from the one before. */
export function createBackgroundAnswers(onTold: (background: Background) => void): BackgroundAnswers {
  let askedAt: number | null = null;
  let told: Background | null = null;

  const isAwaited = (now: number): boolean => askedAt !== null && now - askedAt < AWAITED;
  return {
    question(now) {
      if (isAwaited(now)) return '';
      askedAt = now;
      return QUESTION;
    },
    take(text) {
      if (!text.startsWith('11;')) return;
      askedAt = null;
      const background = backgroundOfAnswer(text);
      if (background === null || background === told) return;
      told = background;
      onTold(background);
    },
    passed() {
      askedAt = null;
    },
    isAwaited,
    lastWait: (now) => (askedAt === null ? 0 : Math.max(0, askedAt + LAST_WAIT - now)),
    get told() {
      return told;
    },
  };
}

/** Reads the answer, without what begins and ends it; null for any other text, because it comes from outside. */
export function backgroundOfAnswer(text: string): Background | null {
  const digits = ANSWER.exec(text) ?? ANSWER_WITH_ALPHA.exec(text) ?? ANSWER_OF_PAGES.exec(text);
  if (digits === null) return null;
  const [red = 0, green = 0, blue = 0] = digits
    .slice(1)
    .map((part) => linear(Number.parseInt(part, 16) / (16 ** part.length - 1)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > MIDDLE_LUMINANCE ? 'light' : 'dark';
}

/** A share of a colour as the screen gets it, as light. */
function linear(share: number): number {
  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/**
 * What rxvt, Konsole and others leave in the environment: `15;0`, or `0;default;15`, the last the background. In a
 * multiplexer it is of the terminal that began the session, which may be gone.
 */
export function backgroundOfEnvironment({ COLORFGBG = '', TMUX, STY }: Environment): Background | null {
  const colour = /^(?:\d{1,2}|default);(?:default;)?(\d{1,2})$/.exec(COLORFGBG)?.[1];
  if (colour === undefined || TMUX || STY || Number(colour) > 15) return null;
  return Number(colour) < 7 || Number(colour) === 8 ? 'dark' : 'light';
}

/**
 * Whether the terminal may be asked. These know where such a question ends, answered or not; others (the Linux console of old,
 * those of DEC) would draw it. GNU screen keeps it to itself.
 */
export function isBackgroundAsked({ TERM = '', STY }: Environment): boolean {
  const known =
    /^(alacritty|contour|foot|ghostty|gnome|iterm|kitty|konsole|mintty|putty|rxvt|st-|st$|tmux|screen|vte|wezterm|xterm)/i;
  return known.test(TERM) && !STY;
}
