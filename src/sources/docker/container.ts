import type { Cursor, SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { BacklogByTime } from '../backlog.ts';
import { countLosses } from '../count-losses.ts';
import { type Source, SourceError, type SourceSink } from '../source.ts';
import type { EngineApi } from './engine-api.ts';
import { Following, PACE, type Pace, type PlaceReader } from './following.ts';
import { BadFrameError, LogStream, type StampedLine } from './log-stream.ts';
import { LogPlace } from './place.ts';
import { dockerError } from './trouble.ts';

export type ContainerOptions = {
  readonly id: SourceId;
  readonly name: string;
  readonly follow: boolean;
  readonly clock: Clock;
  readonly pace?: Pace;
  readonly connect: (signal: AbortSignal) => Promise<EngineApi>;
};

/** The log of one container: what is there, then (to follow) what comes, until the container stops. */
export function containerSource(options: ContainerOptions): Source {
  const { id } = options;
  return {
    id,
    async read(sink, signal, from) {
      try {
        const api = await options.connect(signal);
        await new ContainerReading(options, api, sink, signal).run(from);
      } catch (error) {
        if (!signal.aborted) throw dockerError(id, error);
      }
    },
  };
}

/** Reads one run of a container: what is there, then, if wanted, what comes until it stops. */
export class ContainerReading {
  constructor(
    private readonly options: ContainerOptions,
    private readonly api: EngineApi,
    private readonly sink: SourceSink,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves with the cursor of the end when the container has stopped. */
  async run(from: Cursor | undefined): Promise<Cursor> {
    const { options, api, signal } = this;
    const container = await api.inspect(options.name);
    const place = LogPlace.from(container.id, from);
    try {
      // First a stream that ends: only so is it known when all that is there has been read.
      await this.pass(place, container.hasTerminal, !options.follow && !container.isRunning);
      if (options.follow && !signal.aborted) {
        this.sink.idle();
        const reader: PlaceReader = {
          pass: (isEnd) => this.pass(place, container.hasTerminal, isEnd),
          passLast: (lines, isEnd) => this.passLast(place, container.hasTerminal, lines, isEnd),
          hand: (log, lines) => this.hand(place, log, lines, null),
          idle: () => this.sink.idle(),
        };
        await new Following(api, container, place, reader, signal, options.pace ?? PACE).run();
      }
    } catch (error) {
      if (!(error instanceof BadFrameError)) throw error;
      throw new SourceError(options.id, `${options.id}: no log stream of Docker`, 'It is tried again.');
    }
    return JSON.stringify(place.save());
  }

  /** Hands over all that is there and has not been read; `isEnd`: what is begun does not go on. */
  private async pass(place: LogPlace, hasTerminal: boolean, isEnd: boolean): Promise<void> {
    place.again();
    const stream = await this.api.logs(place.container, { since: place.since, follow: false });
    const log = new LogStream(hasTerminal);
    const backlog = new BacklogByTime(this.options.clock.now());
    try {
      for await (const chunk of stream) {
        await this.hand(place, log, log.push(chunk as Buffer), backlog);
        if (this.signal.aborted) return;
      }
      if (isEnd) await this.handEnd(place, log);
    } finally {
      stream.destroy();
    }
  }

  private async passLast(
    place: LogPlace,
    hasTerminal: boolean,
    tail: number,
    isEnd: boolean,
  ): Promise<boolean> {
    const stream = await this.api.logs(place.container, { since: null, follow: false, tail });
    const log = new LogStream(hasTerminal);
    let isKnown = false;
    try {
      for await (const chunk of stream) {
        const lines = log.push(chunk as Buffer);
        const [first] = lines;
        if (first === undefined) continue;
        isKnown ||= place.resume(first.stamp, first.output);
        if (!isKnown) return false;
        await this.hand(place, log, lines, null);
        if (this.signal.aborted) return isKnown;
      }
      if (isEnd && isKnown) await this.handEnd(place, log);
    } finally {
      stream.destroy();
    }
    return isKnown;
  }

  private async handEnd(place: LogPlace, log: LogStream): Promise<void> {
    const lines = log.end().flatMap((line) => place.unreadOfCut(line));
    if (lines.length > 0) await this.give(place, lines, place.line - lines.length, null);
  }

  private async hand(
    place: LogPlace,
    log: LogStream,
    all: readonly StampedLine[],
    backlog: BacklogByTime | null,
  ): Promise<void> {
    const firstLine = place.line;
    const lines = all.flatMap((line) => place.unread(line));
    countLosses(log, this.sink);
    if (lines.length === 0) return;
    if (place.takeCut()) this.sink.count('rests-not-found', 1);
    await this.give(place, lines, firstLine, backlog);
  }

  private async give(
    place: LogPlace,
    lines: readonly StampedLine[],
    firstLine: number,
    backlog: BacklogByTime | null,
  ): Promise<void> {
    const text = lines.map((line) => `${line.text}\n`).join('');
    const observedAt = this.options.clock.now();
    const [from, to] = [timeOf(lines[0]), timeOf(lines.at(-1))];
    if (backlog !== null && from !== null && to !== null)
      this.sink.behind(backlog.after(Buffer.byteLength(text), from, to));
    await this.sink.accept({
      source: this.options.id,
      text,
      firstLine,
      bytes: Buffer.byteLength(text),
      // What a stamp without a year is read against.
      yearReference: to ?? observedAt,
      observedAt,
      cursor: JSON.stringify(place.save()),
    });
  }
}

/** When Docker took it. */
function timeOf(line: StampedLine | undefined): number | null {
  const time = Date.parse(line?.stamp ?? '');
  return Number.isNaN(time) ? null : time;
}
