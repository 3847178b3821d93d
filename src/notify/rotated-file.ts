import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import type { Attempt } from '../model/notice.ts';
import { reasonOf } from '../platform/system-reason.ts';

type RotatedFileSettings = {
  readonly path: string;
  /** Beyond this size it becomes `.1`, what was that `.2`, and so on. */
  readonly maxBytes: number;
  readonly keep: number;
};

/** Adds lines to a file that others follow, and makes room before it grows too large. Never throws. */
export function appendRotated(
  { path, maxBytes, keep }: RotatedFileSettings,
  lines: readonly string[],
): Attempt {
  try {
    const text = lines.map((line) => `${line}\n`).join('');
    if (existsSync(path) && statSync(path).size + Buffer.byteLength(text) > maxBytes) rotate(path, keep);
    appendFileSync(path, text, { mode: 0o640 });
    return { kind: 'sent' };
  } catch (error) {
    return { kind: 'failed', problem: reasonOf(error) };
  }
}

function rotate(path: string, keep: number): void {
  for (let number = keep - 1; number >= 1; number--) {
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  }
  renameSync(path, `${path}.1`);
}
