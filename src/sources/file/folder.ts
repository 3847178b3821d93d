import type { DurationMs } from '../../model/time.ts';
import type { Source } from '../source.ts';

export type FolderSourceOptions = {
  /** The folder or pattern, as given. */
  readonly id: string;
  /** The sources of the logs there that were not told before. */
  readonly look: () => Promise<readonly Source[]>;
  /** Resolves after that time, or at once when aborted. */
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
};

const LOOK_EVERY_MS = 2_000;
/** A large tree is looked through for at most this share of the time. */
const SHARE = 0.01;

/** Finds the logs that come into a folder, or come to fit a pattern, until aborted. */
export function folderSource({ id, look, pause, now }: FolderSourceOptions): Source {
  return {
    id,
    finder: true,
    async read(sink, signal) {
      sink.idle();
      let wait = LOOK_EVERY_MS;
      for (;;) {
        await pause(wait, signal);
        if (signal.aborted) return;
        const start = now();
        for (const source of await look()) sink.found(source);
        wait = Math.max(LOOK_EVERY_MS, (now() - start) / SHARE);
      }
    },
  };
}
