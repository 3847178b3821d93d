import type { Size } from '../../rect.ts';
import { fitLine, type Line, lineWidth, span } from '../line.ts';
import type { Look } from '../look.ts';

/** What stands in a pane's border. Clean text. */
export type Frame = {
  readonly title: string;
  /** Right end of the upper border: counts. Left out when there is no room. */
  readonly right?: Line;
  /** Left in the lower border: what a sign in the pane means. Left out when there is no room. */
  readonly legend?: Line;
  /** Right in the lower border: a time axis, a way to scroll. */
  readonly footer?: Line;
  readonly focused?: boolean;
};

/** A pane: its border with what is said in it, and the body fitted inside. Exactly the size asked for. */
export function framed(
  frame: Frame,
  body: readonly Line[],
  { columns, rows }: Size,
  look: Look,
): readonly Line[] {
  const { glyphs } = look;
  const token = frame.focused === true ? 'border-focused' : 'border';
  const inside = columns - 2;
  const side = span(glyphs.vertical, token);
  const lines: Line[] = [
    [span(glyphs.topLeft, token), ...upper(frame, inside, look), span(glyphs.topRight, token)],
  ];
  for (let row = 0; row < rows - 2; row++) {
    lines.push([side, ...fitLine(body[row] ?? [], inside, glyphs.ellipsis), side]);
  }
  lines.push([
    span(glyphs.bottomLeft, token),
    ...lower(frame, inside, token, look),
    span(glyphs.bottomRight, token),
  ]);
  return lines.slice(0, rows);
}

function lower(
  { legend = [], footer = [] }: Frame,
  width: number,
  token: 'border' | 'border-focused',
  look: Look,
): Line {
  const told = legend.length === 0 ? [] : [span(' '), ...legend, span(' ')];
  const room = width - lineWidth(footer) - FOOTER_STROKES;
  return rule(lineWidth(told) <= room ? told : [], footer, width, token, look);
}

/** Blanks and strokes beside a footer. */
const FOOTER_STROKES = 4;

function upper(frame: Frame, width: number, look: Look): Line {
  const focused = frame.focused === true;
  const title = fitLine(
    [span(` ${frame.title} `, focused ? 'border-focused' : 'title')],
    Math.min(width - 1, lineWidth([span(` ${frame.title} `)])),
    look.glyphs.ellipsis,
  );
  return rule(title, frame.right ?? [], width, focused ? 'border-focused' : 'border', look);
}

/** `left ───── right ─`: exactly `width` columns; without the right part when it does not fit. */
function rule(left: Line, right: Line, width: number, token: 'border' | 'border-focused', look: Look): Line {
  const stroke = look.glyphs.horizontal;
  const end = right.length === 0 ? [] : [span(' '), ...right, span(' '), span(stroke, token)];
  const gap = width - lineWidth(left) - lineWidth(end);
  if (end.length > 0 && gap < 1) return rule(left, [], width, token, look);
  return [...left, span(stroke.repeat(Math.max(0, gap)), token), ...end];
}
