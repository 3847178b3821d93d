import type { DurationMs } from '../../model/time.ts';
import type { Source, SourceError } from '../source.ts';

export type FolderSourceOptions = {
  /** The folder or pattern, as given. */
  readonly id: string;
  /** The sources of the logs there that were not told before, and what of it may not be looked into. */
  readonly look: () => Promise<{ readonly found: readonly Source[]; readonly trouble: SourceError | null }>;
  /** The same, of the first look. */
  readonly trouble: SourceError | null;
  /** Resolves after that time, or at once when aborted. */
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
};

const LOOK_EVERY_MS = 2_000;
/** A large tree is looked through for at most this share of the time. */
const SHARE = 0.01;

/** Finds the logs that come into a folder, or come to fit a pattern, until aborted. */
export function folderSource({ id, look, pause, now, trouble: first }: FolderSourceOptions): Source {
  return {
    id,
    finder: true,
    async read(sink, signal) {
      sink.idle();
      let troubled = first !== null;
      if (troubled) sink.trouble(first);
      let wait = LOOK_EVERY_MS;
      for (;;) {
        await pause(wait, signal);
        if (signal.aborted) return;
        const start = now();
        const { found, trouble } = await look();
        if (troubled || trouble !== null) sink.trouble(trouble);
        troubled = trouble !== null;
        for (const source of found) sink.found(source);
        wait = Math.max(LOOK_EVERY_MS, (now() - start) / SHARE);
      }
    },
  };
}
