import type { BanRow, LoginRow, Snapshot, SourceStatus } from '../core/protocol.ts';
import type { Alert, AlertId } from '../model/alert.ts';
import type { DecisionId } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { PaneId } from './arrangement.ts';
import { alertAddress } from './presentation/address.ts';
import { isInForce } from './presentation/ban-columns.ts';
import { findingId } from './presentation/finding-columns.ts';

/** Lists with a selected item. A pane and a full screen of the same list share it. */
export const LISTS = ['logins', 'alerts', 'talkers', 'findings', 'bans', 'sources'] as const;
export type ListId = (typeof LISTS)[number];

/** What a document is about: opened from a row, and found again by id in every snapshot. */
export type Subject =
  | { readonly kind: 'alert'; readonly id: AlertId }
  | { readonly kind: 'login'; readonly id: string }
  | { readonly kind: 'finding'; readonly id: string }
  | { readonly kind: 'ban'; readonly id: DecisionId }
  | { readonly kind: 'source'; readonly id: string };

/** One item of a list, with what it is. */
export type Row =
  | { readonly kind: 'login'; readonly login: LoginRow }
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'ban'; readonly ban: BanRow }
  | { readonly kind: 'source'; readonly source: SourceStatus };

/** The list that a pane shows; null for a pane without rows. */
export function listOf(pane: PaneId): ListId | null {
  switch (pane) {
    case 'logins':
    case 'alerts':
    case 'talkers':
    case 'findings':
    case 'bans':
    case 'sources':
      return pane;
    default:
      return null;
  }
}

export function rowsOf(list: ListId, snapshot: Snapshot): readonly Row[] {
  switch (list) {
    case 'logins':
      return snapshot.logins.rows.map((login) => ({ kind: 'login', login }));
    case 'talkers':
      return talkersOf(snapshot).map((login) => ({ kind: 'login', login }));
    case 'alerts':
      return snapshot.alerts.rows.map((alert) => ({ kind: 'alert', alert }));
    case 'findings':
      return snapshot.findings.rows.map((finding) => ({ kind: 'finding', finding }));
    case 'bans':
      return snapshot.decisions.rows.map((ban) => ({ kind: 'ban', ban }));
    case 'sources':
      return snapshot.sources.map((source) => ({ kind: 'source', source }));
  }
}

/** Sources with a failure. */
export function talkersOf(snapshot: Snapshot): readonly LoginRow[] {
  return snapshot.logins.rows.filter(({ failed }) => failed > 0);
}

export function subjectOf(row: Row): Subject {
  switch (row.kind) {
    case 'login':
      return { kind: 'login', id: row.login.key };
    case 'alert':
      return { kind: 'alert', id: row.alert.id };
    case 'finding':
      return { kind: 'finding', id: findingId(row.finding) };
    case 'ban':
      return { kind: 'ban', id: row.ban.id };
    case 'source':
      return { kind: 'source', id: row.source.id };
  }
}

export function idsOf(list: ListId, snapshot: Snapshot): readonly string[] {
  return rowsOf(list, snapshot).map((row) => subjectOf(row).id);
}

/** What a document is about, as it is now; null when the snapshot no longer holds it. */
export function findRow(subject: Subject, snapshot: Snapshot): Row | null {
  if (subject.kind === 'alert' && snapshot.detail?.id === subject.id) {
    return { kind: 'alert', alert: snapshot.detail };
  }
  return rowsOf(LIST_OF_KIND[subject.kind], snapshot).find((row) => subjectOf(row).id === subject.id) ?? null;
}

const LIST_OF_KIND = {
  alert: 'alerts',
  login: 'logins',
  finding: 'findings',
  ban: 'bans',
  source: 'sources',
} as const satisfies Record<Subject['kind'], ListId>;

/** The address that a ban from this row would be of. */
export function rowAddress(row: Row): string | null {
  switch (row.kind) {
    case 'login':
      return row.login.ip;
    case 'alert':
      return alertAddress(row.alert);
    case 'ban':
      return row.ban.value;
    case 'finding':
    case 'source':
      return null;
  }
}

/** The ban in force on this row's address. */
export function rowBan(row: Row, snapshot: Snapshot): BanRow | null {
  if (row.kind === 'ban') return isInForce(row.ban) ? row.ban : null;
  const address = rowAddress(row);
  return address === null ? null : banOn(address, snapshot);
}

export function banOn(address: string, snapshot: Snapshot): BanRow | null {
  return snapshot.decisions.rows.find((ban) => ban.value === address && isInForce(ban)) ?? null;
}

/** The newest alert about an address or host name. */
export function alertAbout(login: LoginRow, snapshot: Snapshot): Alert | null {
  return snapshot.alerts.rows.find((alert) => isAbout(alert, login)) ?? null;
}

export function isAbout(alert: Alert, login: LoginRow): boolean {
  if (login.ip !== null) return alertAddress(alert) === login.ip;
  return Object.values(alert.group).includes(login.key);
}
