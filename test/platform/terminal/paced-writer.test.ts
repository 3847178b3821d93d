import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPacedWriter } from '../../../src/platform/terminal/paced-writer.ts';
import { createFakeTime } from '../../support/fake-time.ts';
import { createSlowTerminal } from '../../support/slow-terminal.ts';

function setUp() {
  const time = createFakeTime();
  const terminal = createSlowTerminal();
  const writer = createPacedWriter({ output: terminal, size: { columns: 20, rows: 3 }, ...time });
  return { time, terminal, writer };
}

/** A writer that has shown its first frame, and is idle. */
function setUpShowing(frame: string) {
  const set = setUp();
  set.writer.frame(frame);
  set.time.advance(1000);
  return set;
}

test('the first frame is painted at once, every row of the screen, in one synchronised write', () => {
  const { time, terminal, writer } = setUp();
  writer.frame('header\nrow');
  time.advance(0);
  assert.deepEqual(terminal.writes, [
    '\x1b[?2026h\x1b[1;1Hheader\x1b[K\x1b[2;1Hrow\x1b[K\x1b[3;1H\x1b[K\x1b[?2026l',
  ]);
});

test('nothing is written when nothing changed', () => {
  const { time, terminal, writer } = setUpShowing('a\nb');
  writer.frame('a\nb');
  writer.frame('a\nb\n');
  time.advance(1000);
  assert.equal(terminal.writes.length, 1);
  assert.equal(writer.counters.painted, 1);
});

test('only rows that changed are written', () => {
  const { time, terminal, writer } = setUpShowing('a\nb\nc');
  writer.frame('a\nB\nc');
  time.advance(0);
  assert.equal(terminal.writes[1], '\x1b[?2026h\x1b[2;1HB\x1b[?2026l');
});

test('rows that the screen does not have are not written', () => {
  const { time, terminal, writer } = setUp();
  writer.frame('a\nb\nc\nd\ne');
  time.advance(0);
  assert.ok(!terminal.writes.join('').includes('d'));
});

test('data is painted 10 times a second at most, the newest of it', () => {
  const { time, terminal, writer } = setUp();
  for (let millisecond = 0; millisecond < 3000; millisecond++) {
    writer.frame(`tick ${millisecond}`);
    time.advance(1);
  }
  assert.ok(
    terminal.writes.length >= 29 && terminal.writes.length <= 31,
    `${terminal.writes.length} paints in 3 s`,
  );
  time.advance(100);
  assert.match(terminal.writes.at(-1) ?? '', /9/);
  assert.equal(writer.counters.dropped, 0, 'nothing was lost to the terminal');
});

test('the answer to a key does not wait for the pace of data', () => {
  const { time, terminal, writer } = setUpShowing('tick 0');
  writer.frame('tick 1');
  time.advance(50);
  writer.urgent();
  writer.frame('moved');
  time.advance(0);
  assert.equal(terminal.writes.length, 3);
  assert.match(terminal.writes[2] ?? '', /moved/);
});

test('a frame that waits for its turn is painted when a key comes', () => {
  const { time, terminal, writer } = setUpShowing('tick 0');
  writer.frame('tick 1');
  time.advance(40);
  writer.frame('tick 2');
  writer.urgent();
  time.advance(0);
  assert.equal(terminal.writes.length, 3);
});

test('an answer that comes a moment after its key is still one; later ones are data', () => {
  const { time, terminal, writer } = setUpShowing('a');
  writer.urgent();
  writer.frame('b');
  time.advance(140);
  writer.frame('c');
  time.advance(5);
  writer.frame('d');
  time.advance(33);
  assert.equal(terminal.writes.length, 4);
  writer.frame('e');
  time.advance(94);
  assert.equal(terminal.writes.length, 4);
  time.advance(1);
  assert.equal(terminal.writes.length, 5);
});

test('a key that is held down paints 30 times a second at most', () => {
  const { time, terminal, writer } = setUpShowing('a');
  for (let press = 0; press < 100; press++) {
    writer.urgent();
    writer.frame(`row ${press}`);
    time.advance(10);
  }
  const paints = terminal.writes.length - 1;
  assert.ok(paints >= 25 && paints <= 31, `${paints} paints in 1 s`);
});

test('several frames of one moment are one paint', () => {
  const { time, terminal, writer } = setUpShowing('a');
  writer.urgent();
  writer.frame('b');
  writer.frame('c');
  time.advance(0);
  assert.equal(terminal.writes.length, 2);
});

test('while the terminal is behind nothing more is written, frames are dropped and counted, and the newest follows', () => {
  const { time, terminal, writer } = setUpShowing('tick 0');
  terminal.stall();
  for (let frame = 1; frame <= 1000; frame++) {
    if (frame % 7 === 0) writer.urgent();
    writer.frame(`tick ${frame} ${'x'.repeat(frame)}`);
    time.advance(30);
  }
  assert.equal(terminal.writes.length, 2);
  assert.ok(terminal.waiting < 100, 'one paint waits, whatever came after it');
  assert.equal(writer.behind, true);
  assert.equal(writer.counters.dropped, 998);
  terminal.drain();
  time.advance(0);
  assert.match(terminal.writes[2] ?? '', /000 x/);
  assert.equal(writer.behind, false);
});

test('redraw paints everything, also what the terminal already shows', () => {
  const { time, terminal, writer } = setUpShowing('a\nb');
  writer.redraw();
  time.advance(0);
  assert.equal(terminal.writes[1], terminal.writes[0]);
});

test('a redraw while the terminal is behind is not lost', () => {
  const { time, terminal, writer } = setUpShowing('a\nb');
  terminal.stall();
  writer.frame('a\nc');
  time.advance(100);
  writer.redraw();
  terminal.drain();
  time.advance(100);
  assert.match(terminal.writes.at(-1) ?? '', /\x1b\[1;1Ha\x1b\[K\x1b\[2;1Hc/);
});

test('a resize paints everything at the new size', () => {
  const { time, terminal, writer } = setUpShowing('abcdef\nb');
  writer.resize({ columns: 4, rows: 2 });
  time.advance(20);
  writer.frame('abcd\nb');
  time.advance(13);
  assert.equal(terminal.writes.length, 2, 'the frame of the old size was not painted again');
  assert.equal(terminal.writes[1], '\x1b[?2026h\x1b[1;1Habcd\x1b[2;1Hb\x1b[K\x1b[?2026l');
  assert.deepEqual(writer.size, { columns: 4, rows: 2 });
});

test('a paused writer writes nothing until it is told to redraw', () => {
  const { time, terminal, writer } = setUpShowing('a');
  writer.frame('b');
  writer.pause();
  writer.frame('c');
  time.advance(1000);
  assert.equal(terminal.writes.length, 1);
  writer.redraw();
  time.advance(0);
  assert.match(terminal.writes[1] ?? '', /1;1Hc\x1b\[K/);
});

test('a closed writer writes nothing any more', () => {
  const { time, terminal, writer } = setUpShowing('a');
  writer.frame('b');
  writer.close();
  writer.redraw();
  time.advance(1000);
  assert.equal(terminal.writes.length, 1);
});

test('waiting for the terminal ends when it has taken everything, or when the time is up', async () => {
  const { time, terminal, writer } = setUpShowing('a');
  assert.equal(await writer.settled(300), true);
  terminal.stall();
  writer.frame('b');
  time.advance(100);
  const [late, early] = [writer.settled(1000), writer.settled(300)];
  time.advance(300);
  assert.equal(await early, false);
  terminal.drain();
  assert.equal(await late, true);
});

test('bytes are counted as they are sent', () => {
  const { terminal, writer } = setUpShowing('é漢');
  assert.equal(writer.counters.bytes, Buffer.byteLength(terminal.writes.join('')));
});
