import { STATUS_CLASSES, type StatusClass, type WebPath } from '../../../../model/web/web-path.ts';
import type { Token } from '../../../theme.ts';
import { bar } from '../../charts/figures.ts';
import { span } from '../../line.ts';
import { clean } from '../../look.ts';
import { cutMiddle } from '../../words/cut.ts';
import { shortCount } from '../../words/numbers.ts';
import type { Column } from '../table.ts';
import { stampColumn } from './stamp-column.ts';

/** `total`: requests for any path. */
type Shown = WebPath & { readonly total: number };

const SHARE_WIDTH = 10;

export const STATUS_TOKENS: Readonly<Record<StatusClass, Token>> = {
  '2xx': 'text',
  '3xx': 'text',
  '4xx': 'warn',
  '5xx': 'bad',
};

export const PATH_COLUMNS: readonly Column<Shown>[] = [
  {
    id: 'path',
    title: 'PATH',
    sort: 'path',
    least: 16,
    most: 30,
    rank: 0,
    fill: Number.POSITIVE_INFINITY,
    cell: (row, { look }, width) =>
      span(cutMiddle(clean(row.path, look), width, look.glyphs.ellipsis), 'strong'),
  },
  {
    id: 'requests',
    title: 'REQUESTS',
    sort: 'requests',
    align: 'right',
    least: 8,
    most: 9,
    rank: 1,
    cell: ({ requests, over }, _, width) => {
      return over === 0 ? span(shortCount(requests, width)) : span(`~${shortCount(requests, width - 1)}`);
    },
  },
  {
    id: 'share',
    title: 'SHARE',
    least: SHARE_WIDTH,
    most: SHARE_WIDTH,
    rank: 9,
    extra: true,
    cell: ({ requests, total }, { look }) => span(bar(requests, total, SHARE_WIDTH, look), 'bar'),
  },
  ...STATUS_CLASSES.map(statusColumn),
  {
    id: 'attacks',
    title: 'ATTACKS',
    sort: 'attacks',
    align: 'right',
    least: 7,
    most: 8,
    rank: 3,
    cell: ({ attacked }, _, width) => count(attacked, width, 'bad'),
  },
  {
    id: 'last',
    title: 'LAST',
    sort: 'latest',
    ...stampColumn((row: Shown) => row.last),
    rank: 8,
  },
];

function statusColumn(name: StatusClass, index: number): Column<Shown> {
  return {
    id: name,
    title: name.toUpperCase(),
    align: 'right',
    least: 5,
    most: 6,
    // Errors are shown where there is no room for what is well.
    rank: name === '4xx' || name === '5xx' ? 2 : 4 + index,
    cell: ({ statuses }, _, width) => count(statuses[name], width, STATUS_TOKENS[name]),
  };
}

function count(value: number, width: number, token: Token) {
  return value === 0 ? span('0', 'muted') : span(shortCount(value, width), token);
}
