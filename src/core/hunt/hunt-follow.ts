import type { LokiClient } from '../../clients/loki/client.ts';
import { followLoki } from '../../clients/loki/follow.ts';
import type { LogQuery } from '../../engine/logql/ast.ts';
import { LiveLines } from '../../hunt/live-lines.ts';
import { linearRegex } from '../../hunt/regex.ts';
import type { HuntLabels } from '../../model/hunt/hunt.ts';
import type { HuntLine, HuntNews } from '../../model/hunt/hunt-answer.ts';
import type { LineBlock } from '../../model/log-record.ts';
import { SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { Waker } from '../../platform/waker.ts';

/** Lines that wait for a screen to ask. */
const MOST_LINES = 1000;
/** A question waits so long for an answer that says something. */
const LONGEST_WAIT_MS = 2 * SECOND_MS;
const NS_PER_MS = 1_000_000n;

/** Lines that come to a query from now on; whoever shows them asks again and again. */
export class HuntFollow {
  private readonly stop = new AbortController();
  private readonly waker = new Waker();
  private lines: HuntLine[] = [];
  /** Lines that came, in all. */
  private count = 0;
  private note: string | null = null;
  private live: LiveLines | null = null;

  /** What the core reads comes by way of `take`. Throws `LogqlError`. */
  static here(query: LogQuery, timeZone: string): HuntFollow {
    const follow = new HuntFollow();
    const onLine = (line: HuntLine): void => follow.add(line);
    follow.live = new LiveLines(query, { compile: linearRegex(), timeZone, onLine });
    return follow;
  }

  static onLoki(client: LokiClient, query: string, clock: Clock): HuntFollow {
    const follow = new HuntFollow();
    void follow.read(client, query, clock);
    return follow;
  }

  take(block: LineBlock, labelsOf: () => HuntLabels): void {
    this.live?.take(block, labelsOf);
  }

  /** What came after the `after`th line; waits a little when there is nothing. */
  async news(after: number): Promise<HuntNews> {
    if (after >= this.count && !this.stop.signal.aborted)
      await this.waker.wait(LONGEST_WAIT_MS, this.stop.signal);
    const { count, lines, note } = this;
    const fresh = Math.max(0, count - after);
    const shown = fresh === 0 ? [] : lines.slice(-fresh).reverse();
    return { lines: shown, last: count, missed: fresh - shown.length, note };
  }

  end(): void {
    this.stop.abort();
    this.live = null;
  }

  private async read(client: LokiClient, query: string, clock: Clock): Promise<void> {
    const onTrouble = (error: Error | null): void => {
      this.note = error?.message ?? null;
    };
    try {
      const options = { client, query, clock, from: clock.now(), onTrouble };
      for await (const entries of followLoki(options, this.stop.signal))
        for (const { labels, ns, line } of entries) this.add({ time: Number(ns / NS_PER_MS), line, labels });
    } catch (error) {
      this.note = error instanceof Error ? error.message : String(error);
      this.waker.wake();
    }
  }

  private add(line: HuntLine): void {
    this.lines.push(line);
    this.count++;
    if (this.lines.length >= 2 * MOST_LINES) this.lines = this.lines.slice(-MOST_LINES);
    this.waker.wake();
  }
}
