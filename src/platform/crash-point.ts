/**
 * For the crash test only: the process kills itself, as `kill -9` would, when it comes to a named point for the n-th
 * time (`SOC_CRASH_AT=inside-commit:3`). Nothing is armed otherwise.
 */
export type CrashPoint =
  /** Lines were read, and the engine has not got them. */
  | 'after-read'
  /** All is written, nothing committed. */
  | 'inside-commit'
  | 'after-commit'
  /** A part of the checkpoint is put together, nothing of it stored. */
  | 'amid-checkpoint'
  | 'inside-checkpoint'
  | 'after-checkpoint'
  /** While the engine is led through what an earlier run read. */
  | 'in-replay'
  /** The world was changed, and that is not stored yet. */
  | 'after-effect';

let armed = '';
let left = 0;

/** Reads `SOC_CRASH_AT`: the name of a point, and at which of its times the process ends (the first unless said). */
export function armCrash(setting: string | undefined): void {
  const [point = '', times = '1'] = (setting ?? '').split(':');
  armed = point;
  left = Number(times);
}

/** In the crash test, to come to what is seldom otherwise: a checkpoint with every write. */
export function isCheckpointWanted(): boolean {
  return armed.endsWith('checkpoint');
}

/** Ends the process here if it was armed for this point and time. */
export function crashPoint(point: CrashPoint): void {
  if (point !== armed || --left > 0) return;
  process.kill(process.pid, 'SIGKILL');
}
