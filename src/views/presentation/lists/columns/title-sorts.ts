import type { ListId } from '../../../rows.ts';
import type { Column } from '../table.ts';
import { ALERT_COLUMNS } from './alert-columns.ts';
import { BAN_COLUMNS } from './ban-columns.ts';
import { FINDING_COLUMNS } from './finding-columns.ts';
import { INCIDENT_COLUMNS } from './incident-columns.ts';
import { LOGIN_COLUMNS } from './login-columns.ts';
import { PATH_COLUMNS } from './path-columns.ts';
import { RULE_COLUMNS } from './rule-columns.ts';
import { SOURCE_COLUMNS } from './source-columns.ts';
import { WEB_COLUMNS } from './web-columns.ts';

type Titled = readonly Pick<Column<never>, 'title' | 'sort'>[];

/** Of the lists that have more than one order, and titles. */
export const TITLED: Readonly<Partial<Record<ListId, Titled>>> = {
  alerts: ALERT_COLUMNS,
  incidents: INCIDENT_COLUMNS,
  logins: LOGIN_COLUMNS,
  web: WEB_COLUMNS,
  paths: PATH_COLUMNS,
  findings: FINDING_COLUMNS,
  bans: BAN_COLUMNS,
  sources: SOURCE_COLUMNS,
  rules: RULE_COLUMNS,
};

/** The title that stands at this column of a line of titles. */
export function titleAt(list: ListId, titles: string, column: number): Titled[number] | null {
  const hit = TITLED[list]?.find(({ title }) => {
    const start = ` ${titles} `.indexOf(` ${title} `);
    return start >= 0 && column >= start && column < start + title.length;
  });
  return hit ?? null;
}
