import type { ReactNode } from 'react';
import { Pane } from '../components/Pane.tsx';
import type { View } from '../components/view.ts';
import { highlighted } from '../presentation/highlight.ts';
import { fitLine, type Line, retoken, span } from '../presentation/line.ts';
import { groupDigits } from '../presentation/words/numbers.ts';
import { insideOf, type Rect } from '../rect.ts';
import { openDocumentOf } from '../state/console-state.ts';
import { placeOfPage } from '../state/paging.ts';
import { openDocument } from '../state/reading.ts';

type Props = View & { readonly body: Rect };

/** What is read by scrolling: the open document, with the link that is marked and what was searched for. */
export function DocumentScreen({ state, look, body }: Props): ReactNode {
  const open = openDocumentOf(state);
  const document = openDocument(state, look);
  if (open === null || document === null) return null;
  const { lines, links, title } = document;
  const { height, width } = insideOf(body);
  const first = Math.max(0, Math.min(open.top, lines.length - height));
  const last = Math.min(lines.length, first + height);
  const marked = open.link === null ? null : (links[open.link]?.line ?? null);
  const shown = lines.slice(first, last).map((line, index): Line => {
    if (first + index === marked) return retoken(fitLine(line, width, look.glyphs.ellipsis), 'selected');
    return open.search === '' ? line : highlighted(line, open.search);
  });
  const isWhole = first === 0 && last === lines.length;
  const footer = isWhole ? [] : [span(`lines ${first + 1}-${last} of ${lines.length}`)];
  const moved = open.shift > 0 ? [span(`from column ${open.shift + 1}`, 'warn')] : [];
  const place = placeOfPage(state);
  const of = place === null ? [] : [span(`${groupDigits(place.at + 1)} of ${groupDigits(place.of)}`)];
  const right = [...moved, ...(moved.length > 0 && of.length > 0 ? [span('  ')] : []), ...of];
  return <Pane rect={body} frame={{ title, right, footer, focused: true }} body={shown} look={look} />;
}
