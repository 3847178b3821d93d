import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { ReadStream } from 'node:tty';
import type { AnswerListener } from '../../../src/platform/terminal/input-parser.ts';
import { createKeyboard } from '../../../src/platform/terminal/keyboard.ts';
import { createFakeTime } from '../../support/fake-time.ts';

/** A keyboard on a stream that records its modes instead of having them. */
function setUp(answers: AnswerListener | null = null) {
  const time = createFakeTime();
  const modes: boolean[] = [];
  const keys: string[] = [];
  let ends = 0;
  const stream = Object.assign(new PassThrough(), {
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
    ref() {},
    unref() {},
  });
  const keyboard = createKeyboard({
    stream: stream as unknown as ReadStream,
    onInput: (event) => keys.push(event.kind === 'key' ? event.key : event.kind),
    onEnd: () => ends++,
    schedule: time.schedule,
    answers,
  });
  /** What arrives in one piece. */
  const type = (bytes: string | Buffer) => stream.emit('data', Buffer.from(bytes));
  return { time, modes, keys, keyboard, stream, type, ends: () => ends };
}

test('a character whose bytes arrive apart is one key', () => {
  const { keyboard, keys, type } = setUp();
  keyboard.start();
  for (const byte of Buffer.from('é漢')) type(Buffer.of(byte));
  assert.deepEqual(keys, ['é', '漢']);
});

test('escape is a key after a silence of 80 ms, and not before', () => {
  const { keyboard, keys, time, type } = setUp();
  keyboard.start();
  type('\x1b');
  time.advance(79);
  assert.deepEqual(keys, []);
  time.advance(1);
  assert.deepEqual(keys, ['escape']);
});

test('a sequence that arrives in pieces is one key, and a paste in pieces a paste', () => {
  const { keyboard, keys, time, type } = setUp();
  keyboard.start();
  for (const byte of '\x1b[A\x1b[200~q\x1b[201~') {
    type(byte);
    time.advance(50);
  }
  time.advance(100);
  assert.deepEqual(keys, ['up', 'paste']);
});

test('what nobody types so fast is no key, nor is what follows at once', () => {
  const { keyboard, keys, time, type } = setUp();
  keyboard.start();
  for (const text of ['buy@x.example\r', '192.0.2.1\r']) {
    type(text);
    time.advance(90);
    type('bbbbb\r');
    time.advance(100);
  }
  assert.deepEqual(keys, ['burst', 'burst', 'burst', 'burst']);
  type('b');
  assert.equal(keys.at(-1), 'b');
});

test('the last piece of a paste is no key, however short; a key after it is one', () => {
  const { keyboard, keys, time, type } = setUp();
  keyboard.start();
  type('192.0.2.1, 192.0.2.2');
  time.advance(5);
  type('q');
  time.advance(5);
  type('j');
  type('/203.0.113.7');
  time.advance(9);
  type('\r');
  type(' ');
  assert.deepEqual(keys, ['burst', 'burst', 'j', 'burst', 'burst', 'space']);
});

test('keys that were held, gathered, or are sequences stay keys', () => {
  const { keyboard, keys, type } = setUp();
  keyboard.start();
  for (const text of [
    'jjjjjjjjjj\r',
    'jjkjj bq',
    '\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H',
    'root\r',
    '\x03\x03bqz:/',
  ])
    type(text);
  assert.ok(!keys.includes('burst'));
  assert.equal(keys.length, 11 + 8 + 5 + 5 + 7);
});

test('text that says itself that the paste is over is pasted to its end, however it arrives', () => {
  const { keyboard, keys, time, type } = setUp();
  keyboard.start();
  type('\x1b[200~hello\x1b[201~:ban');
  time.advance(90);
  type(' 192.0.2.1\r');
  time.advance(90);
  type('\x1b[201~q');
  assert.deepEqual(keys, ['paste']);
  time.advance(100);
  type('q');
  assert.deepEqual(keys, ['paste', 'q']);
});

test('raw mode is on from start to stop, and set anew at each start', () => {
  const { keyboard, modes } = setUp();
  keyboard.start();
  keyboard.stop();
  keyboard.start();
  assert.deepEqual(modes, [false, true, false, false, true]);
});

test('after stop nothing is a key, and what was typed half-way is forgotten', () => {
  const { keyboard, keys, time, type } = setUp();
  keyboard.start();
  type('\x1b');
  keyboard.stop();
  type('q');
  time.advance(100);
  keyboard.start();
  type('a');
  assert.deepEqual(keys, ['a']);
});

test('a terminal that goes away is told once for its end and once for its error', () => {
  const { keyboard, stream, ends } = setUp();
  keyboard.start();
  stream.emit('end');
  stream.emit('error', new Error('EIO'));
  assert.equal(ends(), 2);
});

test('answers amid a paste that nobody marked leave it one, and no answer is a key', () => {
  const places: string[] = [];
  const { keyboard, keys, type } = setUp({
    isAwaited: () => true,
    takePlace: (row, column) => places.push(`${row};${column}`),
    takeString: (text) => places.push(text),
  });
  keyboard.start();
  type('buy@x.ex\x1b[2;3Rample\x1b]11;rgb:0000/2b2b/3636\x1b\\\r192.0.2.1');
  type('\x1b[2;4R');
  assert.deepEqual(keys, ['burst']);
  assert.deepEqual(places, ['11;rgb:0000/2b2b/3636', '2;3', '2;4']);
});

test('escape waits for no answers, however many come', () => {
  const { keyboard, keys, time, type } = setUp({
    isAwaited: () => true,
    takePlace: () => {},
    takeString: () => {},
  });
  keyboard.start();
  type('\x1b');
  for (let frame = 0; frame < 10; frame++) {
    time.advance(33);
    type(`\x1b[2;${frame + 1}R`);
  }
  assert.deepEqual(keys, ['escape']);
});
