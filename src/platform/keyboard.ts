import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { ReadStream } from 'node:tty';
import type { InputEvent } from './input-event.ts';
import { createInputParser } from './input-parser.ts';
import type { Schedule } from './paced-writer.ts';

export type Keyboard = {
  /** Raw mode on, keys are read. */
  start(): void;
  /** Raw mode off; what was typed half-way is forgotten. Does not keep the process alive. */
  stop(): void;
};

export type KeyboardOptions = {
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
    }, PASTE_PAUSE);
  }

  function onData(chunk: Buffer): void {
    cancelFlush?.();
    emitAll(parser.push(decoder.write(chunk)));
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
      isPasting = false;
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
