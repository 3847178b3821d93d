import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputEvent } from '../../../src/platform/terminal/input-event.ts';
import { createInputParser } from '../../../src/platform/terminal/input-parser.ts';
import { fc } from '../../support/properties.ts';

const ESC = '\x1b';

/** Events of the input, and what a following silence adds. */
function parse(...chunks: readonly string[]): readonly InputEvent[] {
  const parser = createInputParser();
  const events = chunks.flatMap((chunk) => parser.push(chunk));
  return parser.hasPendingEscape ? [...events, ...parser.flush()] : events;
}

/** Keys as words; a paste or a mouse event as JSON. */
function words(...chunks: readonly string[]): string {
  return parse(...chunks)
    .map((event) => (event.kind === 'key' ? event.key : JSON.stringify(event)))
    .join(' ');
}

const KEYS: readonly (readonly [behaviour: string, input: string, keys: string])[] = [
  ['letters are themselves', 'aG?é漢', 'a G ? é 漢'],
  ['an astral character is one key', '🚀', '🚀'],
  [
    'space, enter, tab and backspace have names',
    ' \r\n\t\x7f\x08',
    'space enter enter tab backspace backspace',
  ],
  ['control letters', '\x01\x03\x0c\x1a', 'ctrl-a ctrl-c ctrl-l ctrl-z'],
  ['control with other characters', '\x00\x1c\x1d\x1e\x1f', 'ctrl-space ctrl-\\ ctrl-] ctrl-^ ctrl-_'],
  ['a lone ESC is escape after the silence', ESC, 'escape'],
  ['two ESC are two escapes', ESC + ESC, 'escape escape'],
  ['ESC before a character is alt', `${ESC}x${ESC}X${ESC}é`, 'alt-x alt-X alt-é'],
  ['ESC before a control character', `${ESC}\x03${ESC}\r${ESC}\x7f`, 'ctrl-alt-c alt-enter alt-backspace'],
  ['arrows as CSI', `${ESC}[A${ESC}[B${ESC}[C${ESC}[D`, 'up down right left'],
  ['arrows as SS3', `${ESC}OA${ESC}OB${ESC}OC${ESC}OD`, 'up down right left'],
  [
    'home and end in four dialects',
    `${ESC}[H${ESC}[F${ESC}OH${ESC}OF${ESC}[1~${ESC}[4~${ESC}[7~${ESC}[8~`,
    'home end home end home end home end',
  ],
  ['editing keys', `${ESC}[2~${ESC}[3~${ESC}[5~${ESC}[6~`, 'insert delete pageup pagedown'],
  ['function keys as SS3', `${ESC}OP${ESC}OQ${ESC}OR${ESC}OS`, 'f1 f2 f3 f4'],
  ['function keys as CSI', `${ESC}[11~${ESC}[15~${ESC}[17~${ESC}[24~`, 'f1 f5 f6 f12'],
  ['function keys of the Linux console', `${ESC}[[A${ESC}[[E`, 'f1 f5'],
  ['keypad enter', `${ESC}OM`, 'enter'],
  ['shift-tab', `${ESC}[Z`, 'shift-tab'],
  [
    'modifiers on letters',
    `${ESC}[1;2A${ESC}[1;3B${ESC}[1;5C${ESC}[1;8D`,
    'shift-up alt-down ctrl-right ctrl-alt-shift-left',
  ],
  [
    'modifiers on tilde keys',
    `${ESC}[3;5~${ESC}[5;2~${ESC}[1;2P${ESC}[15;5~`,
    'ctrl-delete shift-pageup shift-f1 ctrl-f5',
  ],
  ['rxvt shifted arrows', `${ESC}[a${ESC}[d`, 'shift-up shift-left'],
  [
    'kitty: plain keys',
    `${ESC}[97u${ESC}[27u${ESC}[13u${ESC}[9;2u${ESC}[127u${ESC}[32u`,
    'a escape enter shift-tab backspace space',
  ],
  ['kitty: modifiers', `${ESC}[99;5u${ESC}[120;3u${ESC}[103;2u${ESC}[99;6u`, 'ctrl-c alt-x G ctrl-shift-c'],
  ['kitty: the shifted character is taken when told', `${ESC}[47:63;2u`, '?'],
  ['kitty: caps lock and num lock are no modifiers', `${ESC}[97;193u`, 'a'],
  [
    'kitty: repeats are keys, releases are not',
    `${ESC}[97;1:2u${ESC}[97;1:3u${ESC}[1;1:3A${ESC}[1;1:1B`,
    'a down',
  ],
  ['kitty: keypad', `${ESC}[57399u${ESC}[57412u${ESC}[57419u`, '0 - up'],
  ['kitty: modifiers alone and media keys are nothing', `${ESC}[57441u${ESC}[57428u`, ''],
  ['modifyOtherKeys', `${ESC}[27;5;99~`, 'ctrl-c'],
  ['focus reports are swallowed', `${ESC}[I${ESC}[Oa`, 'a'],
  ['a cursor position report is not f3', `${ESC}[24;80Ra`, 'a'],
  ['answers to mode and attribute questions are swallowed', `${ESC}[?1;2c${ESC}[?2026;2$y${ESC}[?1ua`, 'a'],
  ['unknown sequences are swallowed', `${ESC}[99~${ESC}[1;2y${ESC}Oza`, 'a'],
  ['an OSC answer is swallowed up to BEL', `${ESC}]11;rgb:0b0b/0b0b/0b0b\x07a`, 'a'],
  ['an OSC answer is swallowed up to ST', `${ESC}]11;rgb:0b0b/0b0b/0b0b${ESC}\\a`, 'a'],
  ['a DCS answer is swallowed', `${ESC}P1+r544e=78${ESC}\\a`, 'a'],
  ['a DCS that another sequence cuts short', `${ESC}P1+r${ESC}[A`, 'up'],
  ['a CSI that a control cuts short', `${ESC}[1;\x03${ESC}[${ESC}[A`, 'ctrl-c up'],
  ['alt with the letters that begin sequences', `${ESC}[`, 'alt-['],
  ['alt-O', `${ESC}O`, 'alt-O'],
  ['alt-]', `${ESC}]`, 'alt-]'],
  ['an overlong sequence is swallowed whole', `${ESC}[${'1'.repeat(5000)}Aa`, 'a'],
  ['C1 controls and lone surrogates are no keys', '\x9b\x85\ud800\udc00\udfffa', '𐀀 a'],
  ['an old mouse report is no keys', `${ESC}[M qqa`, 'a'],
];

for (const [behaviour, input, keys] of KEYS) {
  test(behaviour, () => assert.equal(words(input), keys));
}

const press = { kind: 'mouse', action: 'press', column: 0, row: 0 };

test('mouse: left button and wheel, counted from 0', () => {
  assert.deepEqual(parse(`${ESC}[<0;1;1M`), [press]);
  assert.deepEqual(parse(`${ESC}[<0;120;36m`), [{ kind: 'mouse', action: 'release', column: 119, row: 35 }]);
  assert.deepEqual(parse(`${ESC}[<64;3;4M`), [{ kind: 'mouse', action: 'wheel-up', column: 2, row: 3 }]);
  assert.deepEqual(parse(`${ESC}[<69;3;4M`), [{ kind: 'mouse', action: 'wheel-down', column: 2, row: 3 }]);
});

test('mouse: other buttons, movement and nonsense are swallowed', () => {
  assert.deepEqual(
    parse(`${ESC}[<2;1;1M${ESC}[<32;1;1M${ESC}[<66;1;1M${ESC}[<128;1;1M${ESC}[<0;0;1M${ESC}[<0;1M`),
    [],
  );
});

test('a paste is one event, with its line feeds and escapes as text', () => {
  assert.deepEqual(parse(`${ESC}[200~b\rq${ESC}[A${ESC}${ESC}[201~a`), [
    { kind: 'paste', text: `b\rq${ESC}[A${ESC}` },
    { kind: 'key', key: 'a' },
  ]);
});

test('a paste that stops half-way gives no keys, however long it waits', () => {
  const parser = createInputParser();
  assert.deepEqual(parser.push(`${ESC}[200~bbb`), []);
  assert.equal(parser.hasPendingEscape, false);
  assert.deepEqual(parser.flush(), []);
  assert.deepEqual(parser.push(`q${ESC}[201~`), [{ kind: 'paste', text: 'bbbq' }]);
});

test('an end of paste without a beginning is nothing', () => {
  assert.equal(words(`${ESC}[201~a`), 'a');
});

test('a paste of 10 MB keeps 64 Ki of it and takes linear time', () => {
  const [event, ...rest] = parse(`${ESC}[200~${'~'.repeat(10_000_000)}${ESC}[201~`);
  assert.deepEqual(rest, []);
  assert.ok(event?.kind === 'paste');
  assert.equal(event.text.length, 65_536);
});

test('escape is held back until the silence, and a key sequence is not split by it', () => {
  const parser = createInputParser();
  assert.deepEqual(parser.push(ESC), []);
  assert.equal(parser.hasPendingEscape, true);
  assert.deepEqual(parser.push('[A'), [{ kind: 'key', key: 'up' }]);
  assert.equal(parser.hasPendingEscape, false);
  assert.deepEqual(parser.flush(), []);
});

test('a key sequence that stalls half-way never becomes keys', () => {
  const parser = createInputParser();
  assert.deepEqual(parser.push(`${ESC}[1;`), []);
  assert.deepEqual(parser.flush(), []);
  assert.deepEqual(parser.push('5A'), [{ kind: 'key', key: 'ctrl-up' }]);
});

test('a string that never ends gives the keyboard back at the next silence', () => {
  const parser = createInputParser();
  assert.deepEqual(parser.push(`${ESC}]11;rgb:`), []);
  assert.equal(parser.hasPendingEscape, true);
  assert.deepEqual(parser.flush(), []);
  assert.deepEqual(parser.push('q'), [{ kind: 'key', key: 'q' }]);
});

test('reset forgets a paste that will never end', () => {
  const parser = createInputParser();
  parser.push(`${ESC}[200~lost`);
  parser.reset();
  assert.deepEqual(parser.push('q'), [{ kind: 'key', key: 'q' }]);
});

const piece = fc.oneof(
  fc.constantFrom(...KEYS.map(([, input]) => input)),
  fc.constantFrom(
    ESC,
    `${ESC}[`,
    `${ESC}[200~`,
    `${ESC}[201~`,
    `${ESC}[<0;1;1M`,
    `${ESC}[M`,
    `${ESC}]`,
    '\x07',
    ';',
    '~',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

test('however the input is split, the events are the same', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), (pieces, cuts) => {
      const input = pieces.join('');
      const places = [...new Set(cuts.map((cut) => cut % (input.length + 1)))].sort((a, b) => a - b);
      const chunks = [0, ...places].map((start, index) => input.slice(start, places[index] ?? input.length));
      assert.deepEqual(parse(...chunks), parse(input));
      assert.deepEqual(parse(...input.split('')), parse(input));
    }),
  );
});

test('no key is a control character', () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      for (const event of parse(pieces.join(''))) {
        if (event.kind === 'key') assert.doesNotMatch(event.key, /[\p{Cc}\p{Cs}]/u);
      }
    }),
  );
});

/** Keys, and what the terminal answered; a pause is an empty piece. */
function withPlaces(...chunks: readonly string[]): string {
  const places: string[] = [];
  const parser = createInputParser({
    isAwaited: () => true,
    takePlace: (row, column) => places.push(`${row};${column}`),
    takeString: (text) => places.push(text),
  });
  const events = chunks.flatMap((chunk) => {
    if (chunk !== '') return parser.push(chunk);
    return parser.hasPendingEscape ? parser.flush() : [];
  });
  const keys = events.map((event) => (event.kind === 'key' ? event.key : event.kind));
  return [...keys, ...places.map((place) => `(${place})`)].join(' ');
}

const ANSWERS: readonly (readonly [behaviour: string, chunks: readonly string[], seen: string])[] = [
  ['an answer is no key', ['a\x1b[2;14Rb'], 'a b (2;14)'],
  ['nor two of them', ['\x1b[2;14R\x1b[2;15R'], '(2;14) (2;15)'],
  ['torn behind the bracket and late', ['\x1b[', '', '2;14Rb', ''], 'b (2;14)'],
  ['torn in its numbers and late', ['\x1b[2', '', ';1', '', '4R', ''], '(2;14)'],
  [
    'torn behind its ESC and late: a key that was none, and no more',
    ['\x1b', '', '[2;14Rb'],
    'escape b (2;14)',
  ],
  ['byte by byte', ['\x1b', '[', '2', ';', '1', '4', 'R'], '(2;14)'],
  ['a lone escape is one', ['\x1b', '', 'q', ''], 'escape q'],
  ['a bracket after it is a key', ['\x1b', '', '[', '', 'q', ''], 'escape [ q'],
  ['brackets that a slow line gathered after it are keys', ['\x1b', '', '[[', '', 'q'], 'escape [ [ q'],
  ['and so is what was typed right behind one', ['\x1b', '', '[5j', '', '[q'], 'escape [ 5 j [ q'],
  ['behind what may begin an answer no other key is lost', ['\x1b[', '', 'q'], 'alt-[ q'],
  ['an arrow that was torn there is one', ['\x1b', '', '[A', '\x1b[', '', 'B'], 'escape up down'],
  ['an escape right before an answer', ['\x1b\x1b[2;14R'], 'escape (2;14)'],
  ['an answer right behind an arrow', ['\x1b[A\x1b[2;14R\x1b[B'], 'up down (2;14)'],
  ['Shift-F3 is a key', ['\x1b[1;2R'], 'shift-f3 (1;2)'],
  ['within a paste it is text', ['\x1b[200~\x1b[2;14R\x1b[201~'], 'paste'],
];

const TOLD = '11;rgb:00/2b/36';

const BACKGROUNDS: readonly (readonly [behaviour: string, chunks: readonly string[], seen: string])[] = [
  ['an answer is no key', [`a\x1b]${TOLD}\x1b\\b\x1b]${TOLD}\x07c`], `a b c (${TOLD}) (${TOLD})`],
  ['torn anywhere and late', ['\x1b]', '', '11;rgb:0', '', '0/2b/36', '', '\x1b', '', '\\b'], `b (${TOLD})`],
  ['torn behind its ESC and late: a key that was none', ['\x1b', '', `]${TOLD}\x07b`], `escape b (${TOLD})`],
  ['and torn once more', ['\x1b', '', ']11;rgb:00/', '', '2b/36\x07b'], `escape b (${TOLD})`],
  ['the question that a terminal gives back is none', ['\x1b]11;?\x1b\\b'], 'b (11;?)'],
  ['a bracket after an escape is a key', ['\x1b', '', ']', '', 'q', ''], 'escape ] q'],
  ['and so are figures behind it', ['\x1b', '', ']1', '', 'q'], 'escape ] 1 q'],
  ['and any other key', ['\x1b', '', ']q1'], 'escape ] q 1'],
  ['another string is swallowed', ['\x1b]52;c;cXE=\x07b'], 'b (52;c;cXE=)'],
  ['of an endless one no more is kept', [`\x1b]${'1'.repeat(9_999)}\x07b`], `b (${'1'.repeat(64)})`],
];

for (const [behaviour, chunks, seen] of BACKGROUNDS) {
  test(`the background: ${behaviour}`, () => assert.equal(withPlaces(...chunks), seen));
}

for (const [behaviour, chunks, seen] of ANSWERS) {
  test(`the cursor's place: ${behaviour}`, () => assert.equal(withPlaces(...chunks), seen));
}

test('answers among keys are found however the input is split', () => {
  const parts = fc.constantFrom(
    'a',
    'q',
    '\x1b[A',
    '\x1b[1;5C',
    '\x1b[2;14R',
    '\x1b[5;1R',
    '\x1b]11;#fff\x07',
    '\x1bOP',
    'é',
  );
  fc.assert(
    fc.property(fc.array(parts), fc.array(fc.nat(60)), (input, cuts) => {
      const text = input.join('');
      const ends = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
      const pieces = [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
      assert.equal(withPlaces(...pieces.filter((piece) => piece !== '')), withPlaces(text));
    }),
  );
});
