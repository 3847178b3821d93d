/** A run that is broken off goes on in another process: sources then read in other pieces and in another order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Journal, readJournal } from '../../../src/core/record/journal.ts';
import { Replay } from '../../../src/core/record/replay.ts';
import { Feed } from '../../../src/core/sources/feed.ts';
import { Engine, type EngineInput } from '../../../src/engine/engine.ts';
import type { EngineState } from '../../../src/engine/engine-state.ts';
import type { Cursor, LineBlock } from '../../../src/model/log-record.ts';
import { MINUTE_MS } from '../../../src/model/time.ts';
import type { SourceSink } from '../../../src/sources/source.ts';
import { engineOptions, everythingOf, shippedRules } from '../../engine/run-engine.ts';
import { authAttempts } from '../../support/crash-input.ts';
import { fc } from '../../support/properties.ts';

const options = engineOptions(await shippedRules());
const START = Date.parse('2026-11-21T00:00:00Z');
const SOURCES = ['a', 'b'] as const;
const LINES = 400;
type Name = (typeof SOURCES)[number];

/** What the sources do, one after the other: hand over so many lines, or say that there are no more now. */
type Turn = { readonly source: Name; readonly lines: number };

/** The same attackers in both logs; lines that count alone, and such that only count when another comes or does not. */
const LINES_OF = { a: linesOf('web-a', 1), b: linesOf('web-b', 2) };

function linesOf(host: string, seed: number): string[] {
  const log = authAttempts({ host, attempts: LINES, seed, end: START + 5 * MINUTE_MS });
  return log.join('').match(/.*\n/g) ?? [];
}

function blockOf(source: Name, from: number, to: number, clock: number): LineBlock {
  const text = LINES_OF[source].slice(from, to).join('');
  const cursor = String(to);
  return {
    source,
    text,
    firstLine: from + 1,
    bytes: text.length,
    yearReference: START,
    observedAt: clock,
    cursor,
  };
}

/** One process: a feed whose sources are led by hand. */
class Run {
  readonly engine: Engine;
  readonly feed: Feed;
  readonly journal = new Journal();
  private readonly sinks = new Map<string, SourceSink>();
  private readonly places = new Map<string, number>();
  private readonly aborter = new AbortController();
  private clock = START;

  constructor(left?: {
    readonly state: EngineState | null;
    readonly cursors: ReadonlyMap<string, Cursor>;
    readonly journal: string | null;
  }) {
    this.engine = left?.state ? Engine.restore(options, left.state) : new Engine(options);
    this.feed = new Feed({
      engine: this.engine,
      onOutputs: () => {},
      onServices: () => {},
      onInput: (input: EngineInput) => this.journal.note(input),
      cursorOf: (source) => left?.cursors.get(source),
      history: left?.journal ? readJournal([left.journal]) : [],
    });
    for (const name of SOURCES) this.places.set(name, Number(left?.cursors.get(name) ?? 0));
    const sources = SOURCES.map((id) => ({
      source: { id, read: (sink: SourceSink, signal: AbortSignal) => this.lead(id, sink, signal) },
      kind: 'file' as const,
      format: null,
      named: true,
    }));
    void this.feed.run(sources, this.aborter.signal);
  }

  /** Not awaited: the feed may let a source wait for its turn. */
  take({ source, lines }: Turn): void {
    const from = this.places.get(source) ?? 0;
    const to = Math.min(LINES, from + lines);
    this.places.set(source, to);
    this.clock += 100;
    if (to > from) void this.sink(source).accept(blockOf(source, from, to, this.clock));
    else this.sink(source).idle();
  }

  /** Hands over what there is up to a place, in pieces of its own, each when the one before was taken. */
  async takeUpTo(source: Name, place: number, piece: number): Promise<void> {
    for (let from = this.places.get(source) ?? 0; from < place; from += piece) {
      const to = Math.min(place, from + piece);
      this.places.set(source, to);
      await this.sink(source).accept(blockOf(source, from, to, START + 10_000_000));
    }
    this.sink(source).idle();
  }

  place(source: Name): number {
    return this.places.get(source) ?? 0;
  }

  kill(): void {
    this.aborter.abort();
  }

  private lead(id: string, sink: SourceSink, signal: AbortSignal): Promise<void> {
    this.sinks.set(id, sink);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  private sink(source: string): SourceSink {
    const sink = this.sinks.get(source);
    assert.ok(sink);
    return sink;
  }
}

const turn = fc.record({ source: fc.constantFrom(...SOURCES), lines: fc.nat(60) });
const turns = fc.array(turn, { minLength: 4, maxLength: 25 });

test('killed after any input and gone on, the engine knows what it would know without', async () => {
  await fc.assert(
    fc.asyncProperty(
      turns,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      async (all, first, second, piece) => {
        const killedAt = first % all.length;
        const checkpointAt = second % (killedAt + 1);
        const whole = new Run();
        const killed = new Run();
        let state: EngineState | null = null;
        let cursors = new Map<string, Cursor>();
        for (const [index, each] of all.slice(0, killedAt).entries()) {
          // Without a checkpoint at all the next run begins with the journal alone.
          if (index === checkpointAt && checkpointAt > 0) {
            state = JSON.parse(JSON.stringify(killed.engine.save())) as EngineState;
            cursors = new Map(killed.feed.cursors);
            killed.journal.clear();
          }
          killed.take(each);
          whole.take(each);
        }
        const journal = killed.journal.take();
        killed.kill();

        const next = new Run({ state, cursors, journal });
        await Promise.all(
          [...SOURCES].reverse().map((name) => next.takeUpTo(name, killed.place(name), piece)),
        );
        assert.equal(next.feed.isReplaying, false);
        for (const name of SOURCES) whole.take({ source: name, lines: 0 });
        for (const each of all.slice(killedAt)) for (const run of [whole, next]) run.take(each);
        assert.deepEqual(everythingOf(next.engine), everythingOf(whole.engine));
        whole.kill();
        next.kill();
      },
    ),
    { numRuns: 25 },
  );
});

test('lines that a source has not got any more are passed over, and the others are given', async () => {
  const killed = new Run();
  killed.take({ source: 'a', lines: 3 });
  killed.take({ source: 'b', lines: 5 });
  killed.take({ source: 'a', lines: 0 });
  killed.take({ source: 'b', lines: 0 });
  const next = new Run({ state: null, cursors: new Map(), journal: killed.journal.take() });
  // The log was cut short meanwhile.
  await Promise.all([next.takeUpTo('a', 1, 1), next.takeUpTo('b', 5, 2)]);
  assert.deepEqual([next.feed.isReplaying, next.engine.logins.failed], [false, 2]);
  next.kill();
  killed.kill();
});

test('a source that is silent holds up the others for a while only', async () => {
  const killed = new Run();
  killed.take({ source: 'a', lines: 3 });
  killed.take({ source: 'b', lines: 5 });
  const next = new Run({ state: null, cursors: new Map(), journal: killed.journal.take() });
  const reading = next.takeUpTo('b', 5, 5);
  for (let look = 0; look < 10; look++) {
    assert.equal(next.feed.isReplaying, true);
    next.feed.nudge();
  }
  await reading;
  assert.equal(next.feed.isReplaying, false);
  next.kill();
  killed.kill();
});

test('what a source cannot hand over again is in the journal itself', () => {
  const journal = new Journal();
  const { cursor: _, ...pipe } = blockOf('a', 0, 3, START);
  journal.note({ kind: 'open', source: 'a', format: null });
  journal.note({ kind: 'block', block: pipe });
  const next = new Run({ state: null, cursors: new Map(), journal: journal.take() });
  assert.deepEqual([next.feed.isReplaying, next.engine.logins.failed], [false, 2]);
  next.kill();
});

test('a run that is stopped while it replays leaves the journal to the next', async () => {
  const killed = new Run();
  killed.take({ source: 'a', lines: 3 });
  const next = new Run({ state: null, cursors: new Map(), journal: killed.journal.take() });
  next.kill();
  await next.takeUpTo('a', 3, 3);
  assert.deepEqual([next.feed.isReplaying, next.engine.logins.failed, next.journal.isEmpty], [true, 0, true]);
});

test('a block is given again as it was: with its format, its times, its place and its number', () => {
  const block: LineBlock = { ...blockOf('a', 3, 5, START), format: 'packets' };
  const journal = new Journal();
  journal.note({ kind: 'block', block });
  const given: EngineInput[] = [];
  const replay = new Replay({
    entries: readJournal([journal.take() ?? '']),
    step: (input) => given.push(input),
    onEnd: () => {},
  });
  replay.start(new Set(['a']));
  void replay.take({ ...block, observedAt: START + 99, yearReference: 0, firstLine: 1 });
  assert.deepEqual(given, [{ kind: 'block', block }]);
});

test('what came of a log that was removed and made anew is passed over, and no line of the new one is cut', async () => {
  // One log of three blocks, then another under the same name, as a removed container's is.
  const old = [blockOf('a', 0, 3, START), blockOf('a', 3, 7, START)];
  const anew = [0, 4, 8].map((from): LineBlock => ({ ...blockOf('b', from, from + 4, START), source: 'a' }));
  const journal = new Journal();
  for (const block of [...old, ...anew.slice(0, 2)]) journal.note({ kind: 'block', block });
  const given: EngineInput[] = [];
  const replay = new Replay({
    entries: readJournal([journal.take() ?? '']),
    step: (input) => given.push(input),
    onEnd: () => {},
  });
  replay.start(new Set(['a']));
  const text = anew.map((block) => block.text).join('');
  const rest = await replay.take({ ...blockOf('b', 0, 12, START), source: 'a', text });
  assert.deepEqual(
    given,
    anew.slice(0, 2).map((block) => ({ kind: 'block', block })),
  );
  assert.deepEqual([rest?.text, replay.isIncomplete, replay.isOver], [anew[2]?.text, true, true]);
});

test('no line of another log is cut that begins with the same line, or after a run of 1.1.0', async () => {
  const block = blockOf('a', 0, 3, START);
  const first = block.text.slice(0, block.text.indexOf('\n') + 1);
  const text = `${first}${'x'.repeat(2 * block.text.length)}\n`;
  for (const head of [true, false]) {
    const journal = new Journal();
    journal.note({ kind: 'block', block });
    const given: EngineInput[] = [];
    const entries = readJournal([journal.take() ?? '']).map((entry) =>
      head || !('cursor' in entry) ? entry : (({ head: _, ...bare }) => bare)(entry),
    );
    const replay = new Replay({ entries, step: (input) => given.push(input), onEnd: () => {} });
    replay.start(new Set(['a']));
    const rest = await replay.take({ ...block, text });
    assert.deepEqual([given, rest?.text, replay.isIncomplete], [[], text, true]);
  }
});
