import type { PaletteEntry } from '../state/palette.ts';
import { fitLine, type Line, retoken, span } from './line.ts';
import { clean, type Look } from './look.ts';
import { cutPart } from './words/cut.ts';
import { keyName } from './words/key-name.ts';

const NAME_WIDTH = 18;
const KEY_WIDTH = 8;

/** The commands that what was typed could mean, around the one that Enter takes. */
export function paletteLines(
  entries: readonly PaletteEntry[],
  /** What a command with a word behind it does, which goes before all others; null when none was typed. */
  says: string | null,
  choice: number,
  width: number,
  rows: number,
  look: Look,
): readonly Line[] {
  if (says !== null) return [fitLine([span(` ${clean(says, look)}`, 'strong')], width, look.glyphs.ellipsis)];
  if (entries.length === 0) return [[span(' No command is called so.')]];
  const marked = Math.min(choice, entries.length - 1);
  const first = Math.max(0, Math.min(marked - rows + 1, entries.length - rows));
  return entries.slice(first, first + rows).map(({ command, reason }, index) => {
    const isMarked = first + index === marked;
    const room = width - 1 - NAME_WIDTH - KEY_WIDTH;
    const what = cutPart(
      reason === null ? command.description : `off: ${reason}`,
      room,
      look.glyphs.ellipsis,
    );
    const line = fitLine(
      [
        span(isMarked ? look.glyphs.pointer : ' '),
        span(command.id.padEnd(NAME_WIDTH), reason === null ? 'strong' : 'muted'),
        span(keyName(command.keys[0] ?? '').padEnd(KEY_WIDTH), 'key'),
        span(what, reason === null ? 'text' : 'muted'),
      ],
      width,
      look.glyphs.ellipsis,
    );
    return isMarked ? retoken(line, 'selected') : line;
  });
}
