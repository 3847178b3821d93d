import type { ReactNode } from 'react';
import type { Snapshot } from '../../core/protocol.ts';
import { hasColumnTitles, insideOfList } from '../layout.ts';
import { ALERT_COLUMNS } from '../presentation/alert-columns.ts';
import { BAN_COLUMNS } from '../presentation/ban-columns.ts';
import { barRows } from '../presentation/bars.ts';
import { emptyLines } from '../presentation/empty.ts';
import { FINDING_COLUMNS } from '../presentation/finding-columns.ts';
import type { Line } from '../presentation/line.ts';
import { span } from '../presentation/line.ts';
import { type ListView, markSelected, tableBody, windowOf } from '../presentation/list-body.ts';
import { LOGIN_COLUMNS } from '../presentation/login-columns.ts';
import type { Look } from '../presentation/look.ts';
import { newAbove, PANE_TITLES, paneCounts } from '../presentation/pane-title.ts';
import { SOURCE_COLUMNS } from '../presentation/source-columns.ts';
import { insideOf } from '../rect.ts';
import { banOn, idsOf, type ListId, talkersOf } from '../rows.ts';
import { selectedIndex } from '../state/cursor.ts';
import { Pane } from './Pane.tsx';
import type { PaneView } from './view.ts';

type Props = PaneView & { readonly pane: ListId };

/** A pane of rows with a cursor; empty, it teaches. */
export function ListPane({ pane, rect, snapshot, state, look, focused }: Props): ReactNode {
  const cursor = state.cursors[pane];
  const ids = idsOf(pane, snapshot);
  const inside = insideOf(rect);
  const view: ListView = {
    width: inside.width,
    page: insideOfList({ pane, rect }).height,
    hasTitles: hasColumnTitles({ pane, rect }),
    cursor,
    selected: selectedIndex(cursor, ids),
    focused,
  };
  const counts = paneCounts(pane, snapshot);
  const fresh = newAbove(cursor.newAbove, look);
  const separator = counts.length > 0 && fresh.length > 0 ? [span('  ')] : [];
  const body =
    ids.length === 0
      ? emptyLines(pane, snapshot, inside.width, inside.height, look)
      : listBody(pane, snapshot, view, look);
  return (
    <Pane
      rect={rect}
      frame={{ title: PANE_TITLES[pane], right: [...counts, ...separator, ...fresh], focused }}
      body={body}
      look={look}
    />
  );
}

function listBody(list: ListId, snapshot: Snapshot, view: ListView, look: Look): readonly Line[] {
  const context = { look, now: snapshot.now, banOf: (address: string) => banOn(address, snapshot) };
  switch (list) {
    case 'logins':
      return tableBody(LOGIN_COLUMNS, snapshot.logins.rows, view, context);
    case 'alerts':
      return tableBody(ALERT_COLUMNS, snapshot.alerts.rows, view, context);
    case 'findings':
      return tableBody(FINDING_COLUMNS, snapshot.findings.rows, view, context);
    case 'bans':
      return tableBody(BAN_COLUMNS, snapshot.decisions.rows, view, context);
    case 'sources':
      return tableBody(SOURCE_COLUMNS, snapshot.sources, view, context);
    case 'talkers': {
      const rows = talkersOf(snapshot);
      const highest = rows.reduce((most, row) => Math.max(most, row.failed), 0);
      return markSelected(barRows(windowOf(rows, view), highest, view.width - 2, look), view, look);
    }
  }
}
