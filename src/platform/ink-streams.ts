import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { PacedWriter } from './paced-writer.ts';

/** What Ink's `render` needs to draw through the writer. */
export type InkStreams = {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly debug: true;
  readonly exitOnCtrlC: false;
  readonly patchConsole: false;
  /** Tells Ink that the terminal has another size. */
  resized(): void;
};

/**
 * All that is known here of Ink: with `debug` it hands over each frame whole, as one string without
 * cursor movement, as soon as React has rendered. Not being terminals, these streams keep it from writing
 * anything else, and from reading keys or changing the terminal's mode.
 */
export function createInkStreams(writer: PacedWriter): InkStreams {
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: false,
    write(text: string): boolean {
      if (text !== '') writer.frame(text);
      return true;
    },
  });
  Object.defineProperties(stdout, {
    columns: { get: () => writer.size.columns },
    rows: { get: () => writer.size.rows },
  });
  return {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    resized: () => void stdout.emit('resize'),
  };
}
