import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Box, type DOMElement, render, Text, Transform } from 'ink';
import { render as renderAlone } from 'ink-testing-library';
import { type ReactNode, useLayoutEffect, useRef } from 'react';

import { type Frame, frameOfText } from '../../../src/platform/terminal/frame.ts';
import { createInkStreams } from '../../../src/platform/terminal/ink-streams.ts';
import { createPacedWriter, type Size } from '../../../src/platform/terminal/paced-writer.ts';
import { textWidth } from '../../../src/platform/text-width.ts';
import { createEmulator } from '../../support/emulator.ts';
import { createFakeTime } from '../../support/fake-time.ts';
import { createSlowTerminal } from '../../support/slow-terminal.ts';
import { HOSTILE } from '../hostile-text.ts';
import { Panes } from './fixtures/panes.tsx';

/** A tree as the console has it: without height for Ink, and handed over when it is laid out. */
function Whole({ size, onLaidOut, children }: WholeProps): ReactNode {
  const whole = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (whole.current !== null) onLaidOut(whole.current);
  });
  return (
    <Box ref={whole} position="absolute" width={size.columns} height={size.rows}>
      {children}
    </Box>
  );
}

type WholeProps = {
  readonly size: Size;
  readonly onLaidOut: (whole: DOMElement) => void;
  readonly children: ReactNode;
};

/** What Ink has laid out, drawn by the paced writer into an emulator; `newest` is the frame that the writer was given. */
async function setUp(size: Size, screen: (size: Size, tick: number) => ReactNode) {
  const emulator = createEmulator(size.columns, size.rows);
  const time = createFakeTime();
  let parsed = Promise.resolve();
  const terminal = createSlowTerminal((bytes) => {
    parsed = emulator.write(bytes);
  });
  const writer = createPacedWriter({ output: terminal, size, ...time });
  let newest: Frame = [];
  const { laidOut, ...streams } = createInkStreams({
    get size() {
      return writer.size;
    },
    frame(frame) {
      newest = frame as Frame;
      writer.frame(frame);
    },
  });
  const whole = (of: Size, tick: number) => (
    <Whole size={of} onLaidOut={laidOut}>
      {screen(of, tick)}
    </Whole>
  );
  await emulator.write('\x1b[?1049h\x1b[?7l');
  const ink = render(whole(size, 0), streams);
  const paint = async () => {
    time.advance(100);
    await parsed;
  };
  await paint();
  return {
    emulator,
    terminal,
    writer,
    frame: () => newest,
    tick: (count: number) => ink.rerender(whole(writer.size, count)),
    paint,
    resize(next: Size, count: number) {
      emulator.terminal.resize(next.columns, next.rows);
      writer.resize(next);
      ink.rerender(whole(next, count));
    },
    end: () => ink.unmount(),
  };
}

const panes = ({ columns, rows }: Size, tick: number) => <Panes columns={columns} rows={rows} tick={tick} />;

/** What a terminal shows of a frame that is simply written to it, text by text. */
async function asWritten(frame: Frame, { columns, rows }: Size): Promise<string[][]> {
  const emulator = createEmulator(columns, rows);
  const texts = frame.flatMap((row, y) => row.map(({ x, text }) => `\x1b[${y + 1};${x + 1}H${text}`));
  await emulator.write(`\x1b[?7l${texts.join('')}`);
  return emulator.cells();
}

test('the frame is what Ink itself would paint: texts in texts, of several lines, over each other', async () => {
  const size = { columns: 100, rows: 24 };
  const tree = (
    <Box width={size.columns} height={size.rows}>
      <Panes {...size} tick={3} />
      <Box position="absolute" marginLeft={5} marginTop={4} width={40} height={3}>
        <Transform transform={(line, row) => `${row} over ${line.toUpperCase()}`}>
          {'one\ntwo\nthree'}
        </Transform>
      </Box>
      <Box position="absolute" marginLeft={9} marginTop={10}>
        <Text color="green">
          green <Text bold>bold</Text> 用户
        </Text>
      </Box>
    </Box>
  );
  const alone = renderAlone(tree);
  const painted = frameOfText(alone.lastFrame() ?? '');
  alone.unmount();
  const screen = await setUp(size, () => tree);
  assert.deepEqual(screen.emulator.cells(), await asWritten(painted, size));
  assert.match(screen.emulator.screen()[5] ?? '', /1 over TWO/);
  screen.end();
});

test('a text over one half of a wide character leaves a blank of the other', async () => {
  const size = { columns: 12, rows: 1 };
  const screen = await setUp(size, () => (
    <>
      <Text>用户用户</Text>
      <Box position="absolute" marginLeft={3}>
        <Text>ab</Text>
      </Box>
    </>
  ));
  assert.equal(screen.emulator.screen()[0], '用 ab 户');
  screen.end();
});

test('after every frame the terminal shows the frame, cell by cell, through four sizes at full height', async () => {
  const first = { columns: 200, rows: 50 };
  const screen = await setUp(first, panes);
  let tick = 0;
  for (const size of [
    first,
    { columns: 120, rows: 40 },
    { columns: 220, rows: 60 },
    { columns: 80, rows: 24 },
  ]) {
    screen.resize(size, tick);
    for (let frame = 0; frame < 8; frame++) {
      await screen.paint();
      assert.equal(screen.frame().length, size.rows);
      assert.deepEqual(screen.emulator.cells(), await asWritten(screen.frame(), size));
      tick++;
      screen.tick(tick);
    }
  }
  screen.end();
});

test('a border stays in its column whatever text stands before it', async () => {
  const screen = await setUp({ columns: 80, rows: 24 }, panes);
  for (let tick = 1; tick < 20; tick++) {
    screen.tick(tick);
    await screen.paint();
    for (const row of screen.emulator.screen().slice(2, -2)) {
      assert.equal(textWidth(row), 80, row);
      assert.match(row, /^│.*││.*│$/);
    }
  }
  screen.end();
});

test('a frame of which a part changed costs a part of the bytes', async () => {
  const screen = await setUp({ columns: 120, rows: 36 }, panes);
  const whole = screen.terminal.writes.join('').length;
  screen.tick(1);
  await screen.paint();
  assert.ok((screen.terminal.writes.at(-1)?.length ?? 0) < whole / 3);
  screen.end();
});

test('a view that draws the same again writes nothing', async () => {
  const screen = await setUp({ columns: 120, rows: 36 }, panes);
  const before = screen.terminal.writes.length;
  screen.tick(0);
  await screen.paint();
  assert.equal(screen.terminal.writes.length, before);
  screen.end();
});

test('a terminal that stopped reading shows the newest frame when it goes on', async () => {
  const size = { columns: 120, rows: 36 };
  const screen = await setUp(size, panes);
  screen.terminal.stall();
  for (let tick = 1; tick <= 60; tick++) {
    screen.tick(tick);
    await screen.paint();
  }
  assert.ok(screen.terminal.waiting < 20_000, `${screen.terminal.waiting} bytes wait`);
  assert.equal(screen.writer.counters.dropped, 58);
  screen.terminal.drain();
  await screen.paint();
  assert.deepEqual(screen.emulator.cells(), await asWritten(screen.frame(), size));
  screen.end();
});

test('a view that forgot to clean its text cannot harm the terminal', async () => {
  const all = HOSTILE.map(([, text]) => text);
  const screen = await setUp({ columns: 80, rows: 60 }, () => (
    <Box flexDirection="column">
      {all.map((text) => (
        <Text key={text}>{`before ${text} after`}</Text>
      ))}
    </Box>
  ));
  let title: string | null = null;
  screen.emulator.terminal.onTitleChange((changed) => {
    title = changed;
  });
  await screen.paint();
  assert.equal(title, null);
  assert.doesNotMatch(screen.emulator.screen().join(''), /[\p{C}\p{DI}]/u);
  assert.equal(screen.emulator.screen()[0]?.startsWith('before'), true);
  screen.end();
});
