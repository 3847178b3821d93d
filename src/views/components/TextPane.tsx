import type { ReactNode } from 'react';
import type { PaneId } from '../arrangement.ts';
import { wrapWords } from '../presentation/cut.ts';
import { emptyLines } from '../presentation/empty.ts';
import { heatLines } from '../presentation/heat.ts';
import { huntLines } from '../presentation/hunt/hunt-lines.ts';
import { type Line, span } from '../presentation/line.ts';
import { clean } from '../presentation/look.ts';
import { networkLines } from '../presentation/network.ts';
import { groupDigits } from '../presentation/numbers.ts';
import { PANE_TITLES } from '../presentation/pane-title.ts';
import { insideOf, type Rect } from '../rect.ts';
import { previewLines } from '../state/reading.ts';
import { Pane } from './Pane.tsx';
import type { PaneView } from './view.ts';

/** A pane without rows to select. */
export function TextPane(props: PaneView): ReactNode {
  const { pane, rect, snapshot, look, focused } = props;
  const inside = insideOf(rect);
  const told = toldBy(pane, props, inside);
  const body = told.length > 0 ? told : emptyLines(pane, snapshot, inside.width, inside.height, look);
  return <Pane rect={rect} frame={{ title: PANE_TITLES[pane], focused }} body={body} look={look} />;
}

function toldBy(pane: PaneId, props: PaneView, inside: Rect): readonly Line[] {
  const { snapshot, state, look } = props;
  switch (pane) {
    case 'counters':
      return [...warningLines(props, inside.width), ...counterLines(props)];
    case 'heat':
      return snapshot.heat?.some((value) => value > 0) === true
        ? heatLines(snapshot.heat, inside.width, inside.height, look)
        : [];
    case 'network':
      return (snapshot.network?.captures.length ?? 0) === 0 || snapshot.network === undefined
        ? []
        : networkLines(snapshot.network, inside, snapshot.now, look);
    case 'hunt':
      return huntLines(state, inside.width, inside.height, look);
    case 'preview':
      return previewLines(state, inside.width, look);
    default:
      return [];
  }
}

/** What the line above the keys has no room for. */
function warningLines({ snapshot, look }: PaneView, width: number): readonly Line[] {
  const { ellipsis } = look.glyphs;
  return snapshot.warnings.flatMap((warning) =>
    wrapWords(clean(warning, look), width - 4, MOST_WARNING_LINES, ellipsis).map((text, index) => [
      span(index === 0 ? ' ! ' : '   ', 'bad'),
      span(text),
    ]),
  );
}

const MOST_WARNING_LINES = 4;

function counterLines({ snapshot, look }: PaneView): readonly Line[] {
  return Object.entries(snapshot.counters)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => [
      span(` ${groupDigits(count).padStart(9)} `, 'bad'),
      span(clean(reason, look).replaceAll('-', ' ')),
    ]);
}
