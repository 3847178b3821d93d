import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { ReadStream } from 'node:tty';
import type { InputEvent } from './input-event.ts';
import { createInputParser } from './input-parser.ts';
import type { Schedule } from './paced-writer.ts';

type Keyboard = {
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
};

/** Longer than a key sequence takes over a slow line, shorter than a person notices. */
const ESCAPE_DELAY = 40;

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

function isBurst(text: string): boolean {
  return text.length >= BURST && IS_TEXT.test(text) && new Set(text.replace(/\s/g, '')).size >= BURST_KEYS;
}

/**
 * A paste that nobody marked arrives in pieces, the last of which may be a single sign: what follows sooner than a finger
 * or a held key can, and several keys at once, belong to it. What it may do there is for whoever takes it to say.
 */
const NEXT_PIECE = 25;

function isNextPiece(text: string, isAtOnce: boolean): boolean {
  return IS_TEXT.test(text) && (isAtOnce || [...text].length > 1);
}

/** Standard input when it is the terminal; else the terminal itself, for the evidence comes in there; null without one. */
export function openKeyboard(stdin: NodeJS.ReadStream): ReadStream | null {
  if (stdin.isTTY) return stdin;
  try {
    return new ReadStream(fs.openSync('/dev/tty', 'r'));
  } catch {
    return null;
  }
}

export function createKeyboard({ stream, onInput, onEnd, schedule }: KeyboardOptions): Keyboard {
  const parser = createInputParser();
  let decoder = new StringDecoder('utf8');
  let cancelFlush: (() => void) | null = null;
  let isPasting = false;
  let isBursting = false;
  /** The last piece of a burst came just now. */
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

  function onData(chunk: Buffer): void {
    cancelFlush?.();
    const text = decoder.write(chunk);
    if (!isPasting && parser.isIdle && (isBursting ? isNextPiece(text, isAtOnce) : isBurst(text))) {
      isBursting = true;
      isAtOnce = true;
      cancelPiece?.();
      cancelPiece = schedule(() => {
        isAtOnce = false;
      }, NEXT_PIECE);
      awaitPause();
      onInput({ kind: 'burst', text });
      return;
    }
    emitAll(parser.push(text));
    cancelFlush = parser.hasPendingEscape ? schedule(() => emitAll(parser.flush()), ESCAPE_DELAY) : null;
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
