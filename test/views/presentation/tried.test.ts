import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findingId } from '../../../src/model/audit/finding.ts';
import { alertDocument } from '../../../src/views/presentation/document/alert.ts';
import { findingDocument } from '../../../src/views/presentation/document/others.ts';
import { plainText } from '../../../src/views/presentation/line.ts';
import { FINDING_COLUMNS } from '../../../src/views/presentation/lists/columns/finding-columns.ts';
import { createLook } from '../../../src/views/presentation/look.ts';
import { copyText, findRow } from '../../../src/views/rows.ts';
import { alert, busySnapshot, finding, NOW } from '../fixture.ts';

const look = createLook({ glyphs: 'block', colours: 0, theme: null });
const page = { look, now: NOW, width: 100, shift: 0 };
const probing = {
  ...{ alerts: ['brute'], level: 'high' as const, attackers: ['172.30.77.101', 'evil\u001b[31m'] },
  ...{ attackersTotal: 9, packets: 41, scans: 1, last: NOW - 5000 },
};

it('the page of a finding says that it is tried, how, by whom, and leads to them and to the alerts', () => {
  const { lines, links } = findingDocument(finding({ probing }), busySnapshot(), page);
  const text = lines.map(plainText).join('\n');
  assert.match(
    text,
    /Tried +1 alert, 41 packets to this port in firewall logs, 1 scan over many ports, last 5 ?s ago/,
  );
  assert.match(text, /By +172\.30\.77\.101\n +evil\\x1b\[31m \+7/);
  assert.deepEqual(
    links.map(({ subject }) => subject),
    [
      { kind: 'entity', id: '172.30.77.101' },
      { kind: 'entity', id: 'evil\u001b[31m' },
      { kind: 'alert', id: 'brute' },
    ],
  );
});

it('the page of an alert says what is open to it, and leads there', () => {
  const detail = alert({ id: 'brute' });
  const open = finding({ port: 2222, service: 'ssh', kind: 'non-standard-port' });
  const { lines, links } = alertDocument(detail, busySnapshot({ detail, tried: [open] }), page);
  assert.match(lines.map(plainText).join('\n'), /Open to it {2}1 finding\n +.*ssh 2222 {2}non-standard port/);
  assert.ok(links.some(({ subject }) => subject.kind === 'finding' && subject.id === findingId(open)));
});

it('the list has a column for it only while something is tried', () => {
  const column = FINDING_COLUMNS.find(({ id }) => id === 'probing');
  const context = { look, now: NOW, banOf: () => null, hasBans: false };
  assert.equal(column?.when?.([finding({})], false), false);
  assert.equal(column?.when?.([finding({}), finding({ probing })], false), true);
  assert.equal(column?.cell(finding({ probing }), context, 30).text, '1 alert, 9 sources');
  assert.equal(column?.cell(finding({}), context, 30).text, '');
});

it('a finding that stands behind a worse one of its service is on its page, and its fix is what is copied', () => {
  const worst = finding({ port: 3306, service: 'mysql', kind: 'exposed', recommendation: 'Bind it.\n' });
  const other = finding({ port: 3306, service: 'mysql', kind: 'excessive-access' });
  const rows = [{ ...worst, others: [other] }];
  const snapshot = busySnapshot({ findings: { services: 1, total: 2, rows } });
  const row = findRow({ kind: 'finding', id: findingId(other) }, snapshot);
  assert.equal(row?.kind, 'finding');
  assert.equal(row && copyText(row), 'Bind it.');
  assert.equal(copyText({ kind: 'alert', alert: alert({ id: 'a' }) }), '172.30.77.101');
});
