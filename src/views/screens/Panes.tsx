import type { ReactNode } from 'react';
import { AREAS, AreaPane } from '../components/AreaPane.tsx';
import { ChartPane } from '../components/ChartPane.tsx';
import { ListPane } from '../components/ListPane.tsx';
import { TextPane } from '../components/TextPane.tsx';
import type { PaneView, View } from '../components/view.ts';
import { listOf } from '../rows.ts';
import type { PlacedPane } from '../split.ts';
import { focusedPane } from '../state/selectors.ts';

type Props = View & { readonly panes: readonly PlacedPane[] };

/** The overview and every screen of lists: the panes where the layout has put them. */
export function Panes({ state, look, panes }: Props): ReactNode {
  const { snapshot } = state;
  if (snapshot === null) return null;
  const focus = state.wall === null ? focusedPane(state) : null;
  return panes.map(({ pane, rect }) => (
    <OnePane key={pane} {...{ state, look, snapshot, pane, rect }} focused={pane === focus} />
  ));
}

function OnePane(props: PaneView): ReactNode {
  const list = listOf(props.pane);
  if (list !== null) return <ListPane {...props} pane={list} />;
  if (AREAS.has(props.pane)) return <AreaPane {...props} />;
  return props.pane === 'chart' ? <ChartPane {...props} /> : <TextPane {...props} />;
}
