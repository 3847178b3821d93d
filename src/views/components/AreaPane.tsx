import type { ReactNode } from 'react';
import type { Snapshot } from '../../core/protocol.ts';
import { formatDuration } from '../../model/time.ts';
import type { PaneId } from '../arrangement.ts';
import { area } from '../presentation/area.ts';
import { emptyLines } from '../presentation/empty.ts';
import { span } from '../presentation/line.ts';
import { groupDigits } from '../presentation/numbers.ts';
import { PANE_TITLES } from '../presentation/pane-title.ts';
import { periodOf } from '../presentation/times.ts';
import { insideOf } from '../rect.ts';
import { Pane } from './Pane.tsx';
import type { PaneView } from './view.ts';

type Figures = { readonly values: readonly number[]; readonly start: number; readonly end: number };

/** Panes that draw figures over time as an area. */
export const AREAS: ReadonlySet<PaneId> = new Set(['requests', 'opened', 'syn-rate']);

export function AreaPane({ pane, rect, snapshot, look, focused }: PaneView): ReactNode {
  const inside = insideOf(rect);
  const { values, start, end } = figuresOf(pane, snapshot);
  const threshold = pane === 'syn-rate' ? (snapshot.network?.threshold ?? null) : null;
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const body =
    highest === 0
      ? emptyLines(pane, snapshot, inside.width, inside.height, look)
      : area(values, inside.width, inside.height, look, pane === 'opened' ? 'warn' : 'curve', threshold);
  const period = periodOf(start, end, snapshot.now, look.glyphs.dash);
  const footer = [span(`${period}, ${formatDuration(end - start)}`)];
  const peak = `peak ${groupDigits(highest)}`;
  const limit = threshold === null ? '' : `, threshold ${groupDigits(threshold)}`;
  const right = highest === 0 ? [] : [span(`${peak}${limit}`)];
  return (
    <Pane rect={rect} frame={{ title: PANE_TITLES[pane], right, footer, focused }} body={body} look={look} />
  );
}

function figuresOf(pane: PaneId, { activity, series, network }: Snapshot): Figures {
  const { start, end } = series;
  if (pane === 'requests') return { values: activity.requests, start, end };
  if (pane === 'opened') return { values: activity.alerts, start, end };
  return network?.synRate ?? { values: [], start, end };
}
