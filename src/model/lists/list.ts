/** The orders that each list can be sorted by; the first is the default. Every order can be reversed. */
export const LIST_SORTS = {
  alerts: ['latest', 'level', 'count', 'first', 'source'],
  incidents: ['latest', 'level', 'alerts', 'attacker'],
  logins: ['failures', 'latest', 'accounts', 'successes', 'peak', 'source'],
  talkers: ['failures'],
  web: ['attacks', 'passed', 'requests', 'errors', 'latest', 'source'],
  paths: ['requests', 'errors', 'attacks', 'latest', 'path'],
  findings: ['level', 'port', 'service'],
  bans: ['latest', 'left', 'address', 'state'],
  sources: ['order', 'state', 'rate', 'silent', 'name'],
  rules: ['alerts', 'hits', 'level', 'name'],
} as const;
export type ListName = keyof typeof LIST_SORTS;
export type SortOf<Name extends ListName> = (typeof LIST_SORTS)[Name][number];

/** Which rows of a list are wanted: as many as a screen shows, wherever in the list. */
export type ListQuery = {
  /** The filter as it was typed; an empty one lists everything. */
  readonly filter: string;
  readonly sort: string;
  readonly reverse: boolean;
  readonly offset: number;
  readonly limit: number;
  /** The item whose place is wanted, wherever it stands. */
  readonly selected: string | null;
};

/** Which list it is, whatever part of it is looked at. */
type ListOrder = Pick<ListQuery, 'filter' | 'sort' | 'reverse'>;

/** Where the rows that were handed out stand among all. */
export type ListPage = {
  /** How they are filtered and sorted: whoever asks may by now ask for another order. */
  readonly order: ListOrder;
  /** Ids of the rows, in order. */
  readonly ids: readonly string[];
  /** Place of the first of them. */
  readonly offset: number;
  /** How many the filter lets through, of `total`. */
  readonly matching: number;
  readonly total: number;
  /** Whose place was asked for; `at` is its place, null when it does not match or is gone. */
  readonly of: string | null;
  readonly at: number | null;
  /** Why the filter cannot be used, for whoever typed it. */
  readonly problem: string | null;
};
