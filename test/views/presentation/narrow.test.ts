/** What stays where there is little room: who did it. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { Flood } from '../../../src/model/capture.ts';
import { fitLine, plainText, span } from '../../../src/views/presentation/line.ts';
import { ALERT_COLUMNS } from '../../../src/views/presentation/lists/columns/alert-columns.ts';
import { fitColumns } from '../../../src/views/presentation/lists/table.ts';
import { createLook } from '../../../src/views/presentation/look.ts';
import { networkLines } from '../../../src/views/presentation/network.ts';
import { alertOf } from '../../core/record/alert-of.ts';

const look = createLook({ glyphs: 'block', colours: 16, theme: null });
const [attacker, target] = ['172.30.77.103', '172.30.77.20'];

function sourceCell(group: Alert['group'], width: number): string | undefined {
  const cell = ALERT_COLUMNS.find(({ id }) => id === 'group')?.cell;
  return cell?.(alertOf({ group }), { now: 0, look, banOf: () => null, hasBans: false }, width).text;
}

it('an alert about two addresses names both, or the attacker whole, never half of each', () => {
  const group = { src_ip: attacker, dst_ip: target };
  assert.equal(sourceCell(group, 30), `${attacker} ${target}`);
  assert.equal(sourceCell(group, 21), attacker);
});

it('an alert names who did it in a window of 60 columns too, before its title and the second are told in full', () => {
  const rows = [alertOf({ group: { src_ip: '203.0.113.7' } })];
  const columns = (width: number) => fitColumns(ALERT_COLUMNS, rows, width, 0).map(({ column }) => column.id);
  assert.deepEqual(columns(56), ['time', 'level', 'title', 'group']);
  assert.deepEqual(columns(76), ['time', 'level', 'title', 'count', 'group', 'users']);
});

it('an alert tells of a few accounts the first, of many how many', () => {
  const cell = ALERT_COLUMNS.find(({ id }) => id === 'users')?.cell;
  const told = (users: readonly string[]) =>
    cell?.(alertOf({ users }), { now: 0, look, banOf: () => null, hasBans: false }, 8).text;
  assert.equal(told(['root', 'bob']), 'root +1');
  assert.equal(told(['ubuntu', 'root', 'bob']), 'ubun… +2');
  assert.equal(told(Array.from({ length: 17 }, (_, index) => `admin${index}`)), '17 names');
});

it('an alert about a figure of a log keeps the name of the file', () => {
  const group = { series: 'requests of /var/log/nginx/access.log' };
  assert.deepEqual(
    [40, 25, 17].map((width) => sourceCell(group, width)),
    ['requests of /var/log/nginx/access.log', 'requests of access.log', 'reques…access.log'],
  );
});

it('a line that is cut between two of its parts says so as well', () => {
  const cut = (parts: readonly string[]) =>
    plainText(
      fitLine(
        parts.map((text) => span(text)),
        5,
        '…',
      ),
    );
  assert.equal(cut(['abcde', 'fg']), 'abcd…');
  assert.equal(cut(['abc', 'de', 'fg']), 'abcd…');
  assert.equal(cut(['abcde', '  ']), 'abcde');
  assert.equal(cut(['abcde']), 'abcde');
});

it('a flood that is too long for one line has its figures below, as many as fit on each', () => {
  const flood: Flood = {
    ...{ kind: 'syn', target, tunnel: null, port: 80, source: attacker, sources: 1, packets: 1600 },
    ...{ peak: 242, completed: 0.01, first: 0, last: 6000, firstPacket: 1 },
  };
  const network = { captures: [{ floods: [flood], scans: [], ...NOTHING }] } as never;
  const lines = (width: number) => networkLines(network, { width, height: 10 }, 0, look).map(plainText);
  const [head, figures] = [
    ` !! SYN FLOOD ${target}:80 from ${attacker}`,
    '1 600 packets, peak 242/s, 1.0 % completed, 00:00:00',
  ];
  assert.equal(lines(120)[0], `${head}, ${figures}`);
  assert.deepEqual(lines(60).slice(0, 2), [head, `    ${figures}`]);
  assert.deepEqual(lines(48).slice(1, 3), [
    '    1 600 packets, peak 242/s, 1.0 % completed,',
    '    00:00:00',
  ]);
});

const NOTHING = {
  ...{ source: 'a.pcap', packets: 0, bytes: 0, syn: 0, synAck: 0, reset: 0, connections: {} },
  ...{ truncated: false, cut: 0, evicted: {} },
};
