import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureSummary } from '../../src/model/capture.ts';
import { captureLines } from '../../src/report/capture-text.ts';
import { plainWords } from '../../src/report/plain-words.ts';

const CAPTURE = {
  ...{ source: 'a.pcap', packets: 5314, bytes: 325_059, linkTypes: ['EN10MB'], first: 0, last: 16_000 },
  ...{ protocols: { tcp: 5310 }, connections: { SF: 51 } },
  ...{ unknown: { lldp: 2 }, tunnels: { gre: 3 }, evicted: { flow: 4 } },
  ...{ syn: 1600, synBySourceTotal: 2 },
  synBySource: [{ ip: '192.0.2.1', syn: 1600, answered: 1600, completed: 0, targets: 1, ports: 1 }],
  floods: [
    {
      ...{ kind: 'syn', source: null, sources: 900, target: '192.0.2.2', port: 80 },
      ...{ packets: 1600, peak: 242, completed: 0.01 },
    },
  ],
  scans: [
    { kind: 'vertical', probe: 'syn', source: '192.0.2.3', target: '192.0.2.2', port: null, ports: 1000 },
    { kind: 'horizontal', probe: 'ack', source: '192.0.2.3', target: null, port: 22, hosts: 60 },
  ],
} as unknown as CaptureSummary;

test('every word about a capture is in the language that is asked for', () => {
  assert.deepEqual(captureLines([CAPTURE], { width: 100, ascii: true }, plainWords('fr')), [
    'RÉSEAU a.pcap : 5 314 paquets, 325 059 octets (EN10MB), 1970-01-01T00:00:00.000Z à 1970-01-01T00:00:16.000Z',
    '  protocoles : tcp 5 310',
    '  connexions : SF 51 (fin normale)',
    "  inondation SYN : environ 900 sources > 192.0.2.2:80, 1 600 paquets, jusqu'à 242 par seconde, 1 % établies",
    '  balayage SYN : 192.0.2.3 a essayé 1 000 ports de 192.0.2.2',
    '  balayage ACK : 192.0.2.3 a essayé le port 22 de 60 machines',
    '  SYN sans ACK : 1 600 de 2 sources',
    '  SOURCE          SYN  RÉPONDUS   ÉTABLIES   CIBLES  PORTS',
    '  192.0.2.1     1 600     1 600          0        1      1  ##############################',
    '  et 1 autre source',
    '  non examinés : lldp 2',
    '  dans des tunnels : gre 3',
    '  oubliés faute de place : flow 4',
  ]);
});

test('on a narrow terminal the table of sources has the columns that fit, on one line each', () => {
  const lines = captureLines([CAPTURE], { width: 60, ascii: true }, plainWords('en'));
  const start = lines.findIndex((line) => line.startsWith('  SOURCE'));
  assert.deepEqual(lines.slice(start, start + 3), [
    '  SOURCE          SYN  ANSWERED  COMPLETED  TARGETS  PORTS',
    '  192.0.2.1     1 600     1 600          0        1      1',
    '  and 1 more source',
  ]);
  for (const [width, columns] of [
    [51, '  SOURCE          SYN  ANSWERED  COMPLETED  TARGETS'],
    [50, '  SOURCE          SYN  ANSWERED  COMPLETED'],
    [10, '  SOURCE          SYN'],
  ] as const) {
    const table = captureLines([CAPTURE], { width, ascii: true }, plainWords('en')).slice(start);
    assert.equal(table[0], columns);
    assert.equal(
      table[1]?.replace(/ +#+$/, ''),
      '  192.0.2.1     1 600     1 600          0        1      1'.slice(0, columns.length),
    );
  }
});
