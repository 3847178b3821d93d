import { textWidth } from '../../../platform/text-width.ts';
import type { HuntState } from '../../state/hunt/hunt-state.ts';
import type { Token } from '../../theme.ts';
import { type Line, span } from '../line.ts';
import { clean, type Look } from '../look.ts';

const LABEL = ' LogQL ';
const MOST_ROWS = 3;

type Sign = { readonly text: string; readonly token: Token; readonly isCursor: boolean };

/** The query in up to three rows, those around the cursor: what is wrong from its place on. */
export function editorLines(hunt: HuntState, isTyping: boolean, width: number, look: Look): readonly Line[] {
  const room = Math.max(10, width - LABEL.length - 1);
  const rows = wrapped(signsOf(hunt, isTyping, look), room);
  const cursorRow = rows.findIndex((row) => row.some(({ isCursor }) => isCursor));
  const first = Math.max(0, Math.min(cursorRow - 1, rows.length - MOST_ROWS));
  return rows
    .slice(first, first + MOST_ROWS)
    .map(
      (row, index): Line => [
        span(index === 0 ? LABEL : ' '.repeat(LABEL.length), isTyping ? 'key' : 'title'),
        ...row.map(({ text, token }) => span(text, token)),
      ],
    );
}

function signsOf({ text, query, at, inspection }: HuntState, isTyping: boolean, look: Look): readonly Sign[] {
  const shown = isTyping ? text : query;
  if (!isTyping && shown === '')
    return [...'/ types a query'].map((sign) => ({ text: sign, token: 'muted', isCursor: false }));
  const problem = isTyping ? (inspection?.problem?.at ?? null) : null;
  const wrongEnd = problem === null ? 0 : endOfWord(shown, problem);
  const signs: Sign[] = [];
  for (let index = 0; index < shown.length; ) {
    const sign = String.fromCodePoint(shown.codePointAt(index) ?? 32);
    const isCursor = isTyping && index === at;
    const isWrong = problem !== null && index >= problem && index < wrongEnd;
    const token = isCursor ? 'selected' : isWrong ? 'bad' : isTyping ? 'strong' : 'text';
    signs.push({ text: clean(sign, look), token, isCursor });
    index += sign.length;
  }
  if (isTyping && at >= shown.length) signs.push({ text: ' ', token: 'selected', isCursor: true });
  return signs;
}

function endOfWord(text: string, from: number): number {
  const word = /^(?:\w+|"[^"]*"?|\S)/.exec(text.slice(from))?.[0] ?? ' ';
  return from + word.length;
}

function wrapped(signs: readonly Sign[], room: number): readonly (readonly Sign[])[] {
  const rows: Sign[][] = [[]];
  let used = 0;
  for (const sign of signs) {
    const wide = textWidth(sign.text);
    if (used + wide > room) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(sign);
    used += wide;
  }
  return rows;
}
