import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { ReadStream } from 'node:tty';
import type { InputEvent } from './input-event.ts';
import { type AnswerListener, createInputParser } from './input-parser.ts';
import type { Schedule } from './paced-writer.ts';

export type Keyboard = {
  /** Raw mode on, keys are read. */
  start(): void;
  /** Raw mode off; what was typed half-way is forgotten. Does not keep the process alive. */
  stop(): void;
};

type KeyboardOptions = {
  readonly stream: ReadStream;
  readonly onInput: (event: InputEvent) => void;
  /** The terminal is gone. */
  readonly onEnd: () => void;
  readonly schedule: Schedule;
  /** Where the terminal is asked something. */
  readonly answers?: AnswerListener | null;
};

/** Longer than the bytes of a key lie apart on a slow line, shorter than a person notices. */
const ESCAPE_DELAY = 80;

/**
 * Pasted text may itself say that the paste is over, and not every terminal takes that out of it: what follows without such
 * a pause was pasted too. Nobody types so soon after a paste.
 */
const PASTE_PAUSE = 100;

/** A held key repeats itself, and a stalled line gathers a few: so many that differ were not pressed one by one. */
const BURST = 6;
const BURST_KEYS = 5;
/** Keys of text and ends of lines: the others come by no paste. */
const IS_TEXT = /^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$/;

function isBurst(text: string, isBursting: boolean): boolean {
  if (text.length < BURST || !IS_TEXT.test(text)) return false;
  return isBursting || new Set(text.replace(/\s/g, '')).size >= BURST_KEYS;
}

/**
 * A paste that nobody marked arrives in pieces, the last of which may be a single sign: what follows sooner than any finger
 * can belongs to it, up to the end of its line.
 */
const NEXT_PIECE = 10;
const ENDS_LINE = /[\r\n]$/;

/** The answer for a cursor below the first row, of which no key's sequence tells. */
const PLACE = /\x1b\[([2-9]|[1-9]\d{1,4});(\d{1,5})R/g;
/** The answer for the background. */
const COLOUR = /\x1b\](11;[\da-z:/#?]{1,60})(?:\x07|\x1b\\)/gi;

/** Standard input when it is the terminal; else the terminal itself, for the evidence comes in there; null without one. */
export function openKeyboard(stdin: NodeJS.ReadStream): ReadStream | null {
  if (stdin.isTTY) return stdin;
  try {
    return new ReadStream(fs.openSync('/dev/tty', 'r'));
  } catch {
    return null;
  }
}

/** Reads keys, pastes and the mouse from a terminal. `schedule` is how it waits, so that tests need no clock. */
export function createKeyboard({ stream, onInput, onEnd, schedule, answers }: KeyboardOptions): Keyboard {
  const parser = createInputParser(answers);
  let decoder = new StringDecoder('utf8');
  let cancelFlush: (() => void) | null = null;
  let isPasting = false;
  let isBursting = false;
  /** A burst of text came within the last `NEXT_PIECE`: text that follows so soon belongs to it. */
  let isAtOnce = false;
  let cancelPiece: (() => void) | null = null;
  let cancelPause: (() => void) | null = null;

  function emitAll(events: readonly InputEvent[]): void {
    for (const event of events) {
      if (event.kind === 'paste') isPasting = true;
      if (event.kind !== 'key' || !isPasting) onInput(event);
    }
    if (isPasting) awaitPause();
  }

  function awaitPause(): void {
    cancelPause?.();
    cancelPause = schedule(() => {
      isPasting = false;
      isBursting = false;
    }, PASTE_PAUSE);
  }

  function awaitPiece(): void {
    isAtOnce = true;
    cancelPiece?.();
    cancelPiece = schedule(() => {
      isAtOnce = false;
    }, NEXT_PIECE);
  }

  function onData(chunk: Buffer): void {
    const text = withoutAnswers(decoder.write(chunk));
    // With 30 frames a second an answer comes sooner than an Escape is one.
    if (text === '') return;
    cancelFlush?.();
    const isLong = isBurst(text, isBursting);
    if (!isPasting && parser.isIdle && (isLong || (isAtOnce && IS_TEXT.test(text)))) {
      isBursting = true;
      if (isLong) awaitPiece();
      else if (ENDS_LINE.test(text)) isAtOnce = false;
      awaitPause();
      onInput({ kind: 'burst', text });
      return;
    }
    emitAll(parser.push(text));
    cancelFlush = parser.hasPendingEscape ? schedule(() => emitAll(parser.flush()), ESCAPE_DELAY) : null;
  }

  /** Answers come in the midst of anything, and are nothing of it: a paste that nobody marked stays one. */
  function withoutAnswers(text: string): string {
    if (!answers?.isAwaited()) return text;
    const withoutColours = text.replace(COLOUR, (_, colour) => {
      answers.takeString(colour);
      return '';
    });
    return withoutColours.replace(PLACE, (_, row, column) => {
      answers.takePlace(Number(row), Number(column));
      return '';
    });
  }

  stream.on('error', onEnd);

  return {
    start() {
      stream.on('data', onData);
      stream.on('end', onEnd);
      // The shell may have changed the mode while we were away: set it even if it is set already.
      setRawMode(stream, false);
      setRawMode(stream, true);
      stream.ref();
      stream.resume();
    },
    stop() {
      cancelFlush?.();
      cancelPause?.();
      cancelPiece?.();
      isAtOnce = false;
      isPasting = false;
      isBursting = false;
      parser.reset();
      decoder = new StringDecoder('utf8');
      stream.off('data', onData);
      stream.off('end', onEnd);
      setRawMode(stream, false);
      stream.pause();
      stream.unref();
    },
  };
}

function setRawMode(stream: ReadStream, isRaw: boolean): void {
  try {
    stream.setRawMode(isRaw);
  } catch {
    // The terminal is gone: there is no mode to give back.
  }
}
