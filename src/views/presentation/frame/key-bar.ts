import type { KeyContext } from '../../keymap/command.ts';
import { type BarItem, barItems } from '../../keymap.ts';
import { fitLine, type Line, lineWidth, span } from '../line.ts';
import type { Look } from '../look.ts';
import { keyName } from '../words/key-name.ts';

/** Never left out: without them nobody finds the rest, or the way out. */
const ALWAYS: ReadonlySet<string> = new Set(['help', 'quit', 'choose', 'close', 'home']);

/** The keys that do something now, as many as fit. */
export function keyBarLine(context: KeyContext, look: Look, width: number): Line {
  // The words hold one sign that is not ASCII: the ellipsis of what asks before it acts.
  const dots = look.glyphs.unicode ? '…' : '...';
  const items = barItems(context).map(({ command, word }) => ({ command, word: word.replace('…', dots) }));
  const kept = new Set(items.filter(({ command }) => ALWAYS.has(command.id)));
  let left = width - 1 - widthOf([...kept]);
  for (const item of items) {
    const wide = widthOf([item]);
    if (kept.has(item) || wide > left) continue;
    kept.add(item);
    left -= wide;
  }
  const shown = items.filter((item) => kept.has(item));
  return fitLine([span(' '), ...shown.flatMap(spansOf)], width, look.glyphs.ellipsis);
}

function spansOf({ command, word }: BarItem): Line {
  return [span(command.barKey ?? keyName(command.keys[0] ?? ''), 'key'), span(` ${word}   `)];
}

function widthOf(items: readonly BarItem[]): number {
  return lineWidth(items.flatMap(spansOf));
}
