import type { Talker } from '../../model/capture.ts';
import { addressWidth } from './address.ts';
import { cutMiddle } from './cut.ts';
import { bar } from './figures.ts';
import { span } from './line.ts';
import { clean } from './look.ts';
import { formatBytes, shortCount } from './numbers.ts';
import type { Column } from './table.ts';

/** An address of a capture; `most`: of SYN that any of them sent. */
export type ShownTalker = { readonly talker: Talker; readonly most: number };

export const TALKER_COLUMNS: readonly Column<ShownTalker>[] = [
  {
    id: 'source',
    title: 'SYN FROM',
    least: (rows) => addressWidth(rows.map(({ talker }) => talker.ip)),
    most: 21,
    rank: 0,
    cell: ({ talker }, { look }, width) =>
      span(cutMiddle(clean(talker.ip, look), width, look.glyphs.ellipsis), 'strong'),
  },
  {
    id: 'bar',
    title: '',
    least: 8,
    most: 30,
    rank: 3,
    cell: ({ talker, most }, { look }, width) => span(bar(talker.syn, most, width, look), 'bar'),
  },
  {
    id: 'syn',
    title: 'SYN',
    align: 'right',
    least: 6,
    most: 8,
    rank: 1,
    cell: ({ talker }, _, width) => span(shortCount(talker.syn, width)),
  },
  {
    id: 'completed',
    title: 'COMPLETED',
    align: 'right',
    least: 9,
    most: 9,
    rank: 2,
    cell: ({ talker }, _, width) =>
      span(shortCount(talker.completed, width), talker.completed === 0 ? 'bad' : 'text'),
  },
  {
    id: 'ports',
    title: 'PORTS',
    align: 'right',
    least: 6,
    most: 6,
    rank: 4,
    cell: ({ talker }, _, width) => span(shortCount(talker.ports, width)),
  },
  {
    id: 'hosts',
    title: 'HOSTS',
    align: 'right',
    least: 6,
    most: 6,
    rank: 5,
    cell: ({ talker }, _, width) => span(shortCount(talker.targets, width)),
  },
  {
    id: 'packets',
    title: 'PACKETS',
    align: 'right',
    least: 8,
    most: 8,
    rank: 6,
    extra: true,
    cell: ({ talker }, _, width) => span(shortCount(talker.packets, width)),
  },
  {
    id: 'bytes',
    title: 'BYTES',
    align: 'right',
    least: 8,
    most: 8,
    rank: 7,
    extra: true,
    cell: ({ talker }) => span(formatBytes(talker.bytes)),
  },
];
