import { pause } from '../../platform/pause.ts';
import type { EngineApi } from './engine-api.ts';
import { Follow } from './follow.ts';
import { LogStream, type StampedLine } from './log-stream.ts';
import type { LogPlace } from './place.ts';

/** In milliseconds. */
export type Pace = {
  /** From one reading of the last lines to the next. */
  readonly interval: number;
  /** A follower that is silent so long is held against what stands in the log; then twice as long, up to the longest. */
  readonly silence: number;
  readonly longestSilence: number;
};

export const PACE: Pace = { interval: 200, silence: 1000, longestSilence: 30_000 };

/** The daemon rests as long as a reading took, but not longer than this. */
const LONGEST_REST_MS = 2000;
/** Entries that are asked for beside the new ones, to know where these begin. */
const OVERLAP = 64;

/** What the log of a container is read with, from its place on. */
export type PlaceReader = {
  /** Hands over all that is there; `isEnd`: with the lines that are begun and do not go on. */
  pass(isEnd: boolean): Promise<void>;
  /** The same out of the last entries; false when these may not be all that is new. */
  passLast(entries: number, isEnd: boolean): Promise<boolean>;
  hand(log: LogStream, lines: readonly StampedLine[]): Promise<void>;
  idle(): void;
};

/**
 * The log of a container as it comes, until the container stops. Where Docker rotates a log, its follower leaves out whole files
 * (seen with 20.10: when the log is rotated as it begins to follow, then it is silent until the next rotation; and when it
 * is rotated twice before the follower looks). Reading without following is complete. So a follower of such a log only
 * tells that there is something new, and about how much; any other is believed. One that is silent is held against the
 * newest line there is, and let go when it has not told it.
 */
export class Following {
  /** The newest line of a log in which nothing was found that the follower had not told. */
  private cleared = '';
  private suspected = '';

  constructor(
    private readonly api: EngineApi,
    private readonly container: { readonly hasTerminal: boolean; readonly mayRotate: boolean },
    private readonly place: LogPlace,
    private readonly reader: PlaceReader,
    private readonly signal: AbortSignal,
    private readonly pace: Pace,
  ) {}

  async run(): Promise<void> {
    try {
      while (!this.signal.aborted) {
        const { line } = this.place;
        const result = await this.attempt();
        if (this.signal.aborted) return;
        if (result === 'ended') return await this.readNew(0, true);
        await this.reader.pass(false);
        this.reader.idle();
        if (this.place.line === line) this.cleared = this.suspected;
      }
    } catch (error) {
      if (!isRemoved(error)) throw error;
    }
  }

  private async attempt(): Promise<'ended' | 'deaf'> {
    const { place, api } = this;
    const { hasTerminal, mayRotate } = this.container;
    if (!mayRotate) place.again();
    const from = mayRotate ? { since: null, tail: 0 } : { since: place.since };
    const follow = new Follow(await api.logs(place.container, { ...from, follow: true }), hasTerminal);
    try {
      return mayRotate ? await this.watch(follow) : await this.listen(follow);
    } finally {
      follow.close();
    }
  }

  /** About so many entries are new. */
  private async readNew(entries: number, isEnd: boolean): Promise<void> {
    if (!(await this.reader.passLast(entries + OVERLAP, isEnd))) await this.reader.pass(isEnd);
  }

  /** Reads the last lines whenever there is something new. */
  private async watch(follow: Follow): Promise<'ended' | 'deaf'> {
    // What came before it followed.
    await this.readNew(0, false);
    let silence = this.pace.silence;
    while (!this.signal.aborted) {
      this.reader.idle();
      const news = await follow.count(silence);
      if (news === 'end') return 'ended';
      if (news === 'silence') {
        if (await this.hasUnread()) return 'deaf';
        silence = Math.min(this.pace.longestSilence, silence * 2);
        continue;
      }
      silence = this.pace.silence;
      const begin = performance.now();
      await this.readNew(news, false);
      const took = performance.now() - begin;
      await pause(Math.max(this.pace.interval, Math.min(took, LONGEST_REST_MS)), this.signal);
    }
    return 'ended';
  }

  private async listen(follow: Follow): Promise<'ended' | 'deaf'> {
    let silence = this.pace.silence;
    let isSuspect = false;
    while (!this.signal.aborted) {
      const lines = await follow.next(silence);
      if (lines === 'end') return 'ended';
      if (lines !== 'silence') {
        silence = this.pace.silence;
        isSuspect = false;
        await this.reader.hand(follow.log, lines);
        if (follow.isEmpty) this.reader.idle();
      } else if (!(await this.hasUnread())) {
        silence = Math.min(this.pace.longestSilence, silence * 2);
        isSuspect = false;
      } else {
        if (isSuspect) return 'deaf';
        silence = this.pace.silence;
        isSuspect = true;
      }
    }
    return 'ended';
  }

  private async hasUnread(): Promise<boolean> {
    const stream = await this.api.logs(this.place.container, { since: null, follow: false, tail: 1 });
    const log = new LogStream(this.container.hasTerminal);
    let newest: StampedLine | undefined;
    for await (const chunk of stream) newest = log.push(chunk as Buffer).at(-1) ?? newest;
    if (newest === undefined || newest.stamp === this.cleared) return false;
    this.suspected = newest.stamp;
    return !this.place.hasRead(newest.stamp, newest.output);
  }
}

/** The container is gone, or about to be: it has nothing more to tell. */
function isRemoved(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 404 || statusCode === 409;
}
