import type { ReactNode } from 'react';
import { emptyLines } from '../presentation/empty.ts';
import { type Line, span } from '../presentation/line.ts';
import { clean } from '../presentation/look.ts';
import { groupDigits } from '../presentation/numbers.ts';
import { PANE_TITLES } from '../presentation/pane-title.ts';
import { insideOf } from '../rect.ts';
import { Pane } from './Pane.tsx';
import type { PaneView } from './view.ts';

/** A pane without rows to select: what was dropped, or what is not built yet and what to do today. */
export function TextPane(props: PaneView): ReactNode {
  const { pane, rect, snapshot, look, focused } = props;
  const inside = insideOf(rect);
  const counted = pane === 'counters' ? counterLines(props) : [];
  const body = counted.length > 0 ? counted : emptyLines(pane, snapshot, inside.width, inside.height, look);
  return <Pane rect={rect} frame={{ title: PANE_TITLES[pane], focused }} body={body} look={look} />;
}

function counterLines({ snapshot, look }: PaneView): readonly Line[] {
  return Object.entries(snapshot.counters)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => [
      span(` ${groupDigits(count).padStart(9)} `, 'bad'),
      span(clean(reason, look).replaceAll('-', ' ')),
    ]);
}
