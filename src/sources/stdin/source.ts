import type { Readable } from 'node:stream';
import type { SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { countLosses } from '../count-losses.ts';
import { type Assembled, LineAssembler } from '../line-assembler.ts';
import { readError } from '../read-error.ts';
import type { Source } from '../source.ts';

export const STDIN_ID = 'stdin';

/** Lines from a pipe (standard input, or one with a name), until it closes. Stamps without a year are read against now. */
export function stdinSource(stream: Readable, clock: Clock, id: SourceId = STDIN_ID): Source {
  return {
    id,
    async read(sink, signal) {
      const lines = new LineAssembler();
      const hand = async (block: Assembled | null): Promise<void> => {
        countLosses(lines, sink);
        if (!block) return;
        const now = clock.now();
        await sink.accept({ source: id, ...block, yearReference: now, observedAt: now });
        // A pipe says nothing of what is still to come: what is here has been read.
        if (stream.readableLength === 0) sink.idle();
      };
      const stop = (): void => void stream.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        for await (const chunk of stream) await hand(lines.push(chunk as Buffer));
        await hand(lines.flush());
      } catch (error) {
        if (!signal.aborted) throw readError(id, id, error);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
