import type { ReactNode } from 'react';
import { formatDuration } from '../../model/time.ts';
import { markWords, withMark } from '../presentation/charts/axis.ts';
import { chart } from '../presentation/charts/chart.ts';
import { emptyLines } from '../presentation/empty.ts';
import { span } from '../presentation/line.ts';
import { PANE_TITLES } from '../presentation/lists/pane-title.ts';
import { clean } from '../presentation/look.ts';
import { groupDigits } from '../presentation/words/numbers.ts';
import { periodOf } from '../presentation/words/times.ts';
import { insideOf } from '../rect.ts';
import { markedMoment } from '../state/moments.ts';
import { markedColumn } from '../state/selectors.ts';
import { Pane } from './Pane.tsx';
import type { PaneView } from './view.ts';

/** The rate of failures over time, with the threshold above which it is an alert. */
export function ChartPane({ pane, rect, snapshot, state, look, focused }: PaneView): ReactNode {
  const { series } = snapshot;
  const inside = insideOf(rect);
  const { values, threshold } = series;
  const size = { columns: inside.width, rows: inside.height };
  const column = markedColumn(pane, inside.width, snapshot, state);
  const curve = withMark(chart({ values, threshold, ...size }, look), column, focused, look);
  const isNarrow = rect.width < 36;
  const whose = series.source === null ? (isNarrow ? 'all' : 'all sources') : clean(series.source, look);
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const isAbove = highest > threshold;
  const period = periodOf(series.start, series.end, snapshot.now, look.glyphs.dash);
  const whole = `${period}, ${formatDuration(series.end - series.start)}`;
  const marked = focused ? markedMoment(state) : null;
  return (
    <Pane
      rect={rect}
      frame={{
        title: `${isNarrow ? 'Fails/10 s' : PANE_TITLES.chart}, ${whose}`,
        right: [span(`peak ${groupDigits(highest)}`, isAbove ? 'warn' : 'text')],
        footer: markWords(marked, whole, snapshot.now, look),
        focused,
      }}
      body={curve.length > 0 ? curve : emptyLines('chart', snapshot, inside.width, inside.height, look)}
      look={look}
    />
  );
}
