import type { ReactNode } from 'react';
import { formatDuration } from '../../model/time.ts';
import type { PaneId } from '../arrangement.ts';
import { area } from '../presentation/charts/area.ts';
import { figuresOf, markWords, withMark } from '../presentation/charts/axis.ts';
import { emptyLines } from '../presentation/empty.ts';
import { span } from '../presentation/line.ts';
import { PANE_TITLES } from '../presentation/lists/pane-title.ts';
import { groupDigits } from '../presentation/words/numbers.ts';
import { periodOf } from '../presentation/words/times.ts';
import { insideOf } from '../rect.ts';
import { markedMoment } from '../state/moments.ts';
import { markedColumn } from '../state/selectors.ts';
import { Pane } from './Pane.tsx';
import type { PaneView } from './view.ts';

const NOTHING = { values: [], start: 0, end: 0 } as const;

/** Panes that draw figures over time as an area. */
export const AREAS: ReadonlySet<PaneId> = new Set(['requests', 'opened', 'syn-rate']);

export function AreaPane({ pane, rect, snapshot, state, look, focused }: PaneView): ReactNode {
  const inside = insideOf(rect);
  const { values, start, end } = figuresOf(pane, snapshot) ?? NOTHING;
  const threshold = pane === 'syn-rate' ? (snapshot.network?.threshold ?? null) : null;
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const body =
    highest === 0
      ? emptyLines(pane, snapshot, inside.width, inside.height, look)
      : withMark(
          area(values, inside.width, inside.height, look, pane === 'opened' ? 'warn' : 'curve', threshold),
          markedColumn(pane, inside.width, snapshot, state),
          focused,
          look,
        );
  const period = periodOf(start, end, snapshot.now, look.glyphs.dash);
  const whole = `${period}, ${formatDuration(end - start)}`;
  const marked = focused ? markedMoment(state) : null;
  // Before the first packet of a capture there is no time.
  const isTimeless = values.length === 0 || end <= 0;
  const footer = isTimeless ? [] : markWords(marked, whole, snapshot.now, look);
  const peak = `peak ${groupDigits(highest)}`;
  const limit = threshold === null ? '' : `, threshold ${groupDigits(threshold)}`;
  const right = highest === 0 ? [] : [span(`${peak}${limit}`)];
  return (
    <Pane rect={rect} frame={{ title: PANE_TITLES[pane], right, footer, focused }} body={body} look={look} />
  );
}
