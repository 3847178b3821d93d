import type { Talker } from '../../../../model/capture.ts';
import type { SourceId } from '../../../../model/log-record.ts';
import { bar } from '../../charts/figures.ts';
import { span } from '../../line.ts';
import { clean } from '../../look.ts';
import { cutMiddle } from '../../words/cut.ts';
import { formatBytes, shortCount } from '../../words/numbers.ts';
import { sourceBaseName } from '../../words/source-name.ts';
import { addressColumn } from '../address.ts';
import type { Column } from '../table.ts';

/** An address of a capture, its `source`; `most`: of SYN that any of them sent. */
type ShownTalker = { readonly talker: Talker; readonly source: SourceId; readonly most: number };

/** Of the name as it stands in a folder. */
function baseLength(source: SourceId): number {
  return source.length - source.lastIndexOf('/') - 1;
}

export const TALKER_COLUMNS: readonly Column<ShownTalker>[] = [
  {
    id: 'source',
    title: 'SYN FROM',
    ...addressColumn(({ talker }: ShownTalker) => talker.ip),
    rank: 0,
    cell: ({ talker }, { look }, width) =>
      span(cutMiddle(clean(talker.ip, look), width, look.glyphs.ellipsis), 'strong'),
  },
  {
    id: 'capture',
    title: 'IN',
    least: (rows) =>
      Math.min(
        18,
        rows.reduce((most, { source }) => Math.max(most, baseLength(source)), 8),
      ),
    most: 24,
    rank: 2,
    // Of one capture without tunnels there is nothing to tell apart.
    when: (rows) => new Set(rows.map(({ source, talker }) => `${source} ${talker.tunnel ?? ''}`)).size > 1,
    cell: ({ source, talker: { tunnel } }, { look }, width) => {
      const name = sourceBaseName(source, look);
      const shown = tunnel === null ? name : `${clean(tunnel, look)} ${name}`;
      return span(cutMiddle(shown, width, look.glyphs.ellipsis), 'muted');
    },
  },
  {
    id: 'bar',
    title: '',
    least: 8,
    most: 30,
    rank: 4,
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
    rank: 3,
    cell: ({ talker }, _, width) =>
      span(shortCount(talker.completed, width), talker.completed === 0 ? 'bad' : 'text'),
  },
  {
    id: 'ports',
    title: 'PORTS',
    align: 'right',
    least: 6,
    most: 6,
    rank: 5,
    cell: ({ talker }, _, width) => span(shortCount(talker.ports, width)),
  },
  {
    id: 'hosts',
    title: 'HOSTS',
    align: 'right',
    least: 6,
    most: 6,
    rank: 6,
    cell: ({ talker }, _, width) => span(shortCount(talker.targets, width)),
  },
  {
    id: 'packets',
    title: 'PACKETS',
    align: 'right',
    least: 8,
    most: 8,
    rank: 7,
    extra: true,
    cell: ({ talker }, _, width) => span(shortCount(talker.packets, width)),
  },
  {
    id: 'bytes',
    title: 'BYTES',
    align: 'right',
    least: 8,
    most: 8,
    rank: 8,
    extra: true,
    cell: ({ talker }) => span(formatBytes(talker.bytes)),
  },
];
