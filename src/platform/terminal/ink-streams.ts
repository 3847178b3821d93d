import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { DOMElement } from 'ink';
import { frameOfTree } from './ink-frame.ts';
import type { PacedWriter } from './paced-writer.ts';

/** What Ink's `render` needs to draw through the writer. */
export type InkStreams = {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly debug: true;
  readonly exitOnCtrlC: false;
  readonly patchConsole: false;
  /** Hands over what Ink has laid out in the box that holds the whole screen. */
  laidOut(root: DOMElement): void;
};

/**
 * Ink lays out and does no more: what it writes itself goes nowhere (`debug` keeps it from delaying anything). Not being
 * terminals, these streams keep it from reading keys or changing the terminal's mode.
 */
export function createInkStreams(writer: Pick<PacedWriter, 'frame' | 'size'>): InkStreams {
  const stdout = Object.assign(new EventEmitter(), { isTTY: false, write: () => true });
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
    laidOut: (root) => writer.frame(frameOfTree(root, writer.size.rows)),
  };
}
