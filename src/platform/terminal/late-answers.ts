import fs from 'node:fs';
import { codeOf } from '../system-reason.ts';
import { type AnswerListener, createInputParser } from './input-parser.ts';

const RETRY_DELAY = 5;

/**
 * Waits for the last answers of a terminal that is about to be given back, so that the shell does not take them for
 * something typed. Blocks the thread, mostly for as long as the terminal is away.
 */
export function swallowAnswers(answers: AnswerListener, wait: number): void {
  const deadline = performance.now() + wait;
  const isAwaited = (): boolean => performance.now() < deadline && answers.isAwaited();
  if (!isAwaited()) return;
  const parser = createInputParser({ ...answers, isAwaited });
  // Opened anew: one that does not wait must not become that for the shell too.
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
  try {
    const fd = fs.openSync('/dev/fd/0', O_RDONLY | O_NONBLOCK | O_NOCTTY);
    try {
      while (isAwaited()) parser.push(readSome(fd));
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // The terminal is gone, or another user's: nobody reads its answers.
  }
}

function readSome(fd: number): string {
  const room = Buffer.alloc(4096);
  try {
    const length = fs.readSync(fd, room);
    if (length === 0) throw new Error('the terminal is gone');
    return room.toString('latin1', 0, length);
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_DELAY);
    return '';
  }
}
