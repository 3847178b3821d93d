import type { Snapshot } from '../../../core/protocol.ts';
import { banOn, type ListId, type Row } from '../../rows.ts';
import type { Line } from '../line.ts';
import type { Look } from '../look.ts';
import { barRows } from './bars.ts';
import { ALERT_COLUMNS } from './columns/alert-columns.ts';
import { BAN_COLUMNS } from './columns/ban-columns.ts';
import { FINDING_COLUMNS } from './columns/finding-columns.ts';
import { INCIDENT_COLUMNS } from './columns/incident-columns.ts';
import { LOGIN_COLUMNS } from './columns/login-columns.ts';
import { PATH_COLUMNS } from './columns/path-columns.ts';
import { RULE_COLUMNS } from './columns/rule-columns.ts';
import { SOURCE_COLUMNS } from './columns/source-columns.ts';
import { TALKER_COLUMNS } from './columns/talker-columns.ts';
import { WEB_COLUMNS } from './columns/web-columns.ts';
import { type ListView, markSelected, tableBody } from './list-body.ts';

function hasBans({ decisions: { states } }: Snapshot): boolean {
  const { pending = 0, effective = 0, simulated = 0, 'not-effective': failed = 0 } = states;
  return pending + effective + simulated + failed > 0;
}

/** The visible rows of a list, as it shows them. */
export function listLines(
  list: ListId,
  rows: readonly Row[],
  snapshot: Snapshot,
  view: ListView,
  look: Look,
): readonly Line[] {
  const context = {
    ...{ look, now: snapshot.now, hasBans: hasBans(snapshot) },
    banOf: (address: string) => banOn(address, snapshot),
  };
  switch (list) {
    case 'logins':
      return tableBody(
        LOGIN_COLUMNS,
        rows.flatMap((row) => (row.kind === 'login' ? row.login : [])),
        view,
        context,
      );
    case 'alerts':
      return tableBody(
        ALERT_COLUMNS,
        rows.flatMap((row) => (row.kind === 'alert' ? row.alert : [])),
        view,
        context,
      );
    case 'incidents':
      return tableBody(
        INCIDENT_COLUMNS,
        rows.flatMap((row) => (row.kind === 'incident' ? row.incident : [])),
        view,
        context,
      );
    case 'web':
      return tableBody(
        WEB_COLUMNS,
        rows.flatMap((row) => (row.kind === 'web' ? row.web : [])),
        view,
        context,
      );
    case 'paths': {
      const { requests: total } = snapshot.paths;
      const shown = rows.flatMap((row) => (row.kind === 'path' ? { ...row.path, total } : []));
      return tableBody(PATH_COLUMNS, shown, view, context);
    }
    case 'findings':
      return tableBody(
        FINDING_COLUMNS,
        rows.flatMap((row) => (row.kind === 'finding' ? row.finding : [])),
        view,
        context,
      );
    case 'bans':
      return tableBody(
        BAN_COLUMNS,
        rows.flatMap((row) => (row.kind === 'ban' ? row.ban : [])),
        view,
        context,
      );
    case 'sources':
      return tableBody(
        SOURCE_COLUMNS,
        rows.flatMap((row) => (row.kind === 'source' ? row.source : [])),
        view,
        context,
      );
    case 'rules':
      return tableBody(
        RULE_COLUMNS,
        rows.flatMap((row) => (row.kind === 'rule' ? row.rule : [])),
        view,
        context,
      );
    case 'syn': {
      const shown = rows.flatMap((row) => (row.kind === 'talker' ? row : []));
      const captures = snapshot.network?.captures ?? [];
      const most = captures.reduce((top, { synBySource }) => Math.max(top, synBySource[0]?.syn ?? 0), 0);
      return tableBody(
        TALKER_COLUMNS,
        shown.map(({ talker, source }) => ({ talker, source, most })),
        view,
        context,
      );
    }
    case 'talkers': {
      const shown = rows.flatMap((row) => (row.kind === 'login' ? row.login : []));
      const highest = snapshot.talkers.reduce((most, row) => Math.max(most, row.failed), 0);
      return markSelected(barRows(shown, highest, view.width - 2, look), view, look);
    }
  }
}
