/** Captures scanned by the built program, against what tshark counted in them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ethernet, pcap, SYN, tcp } from '../engine/packets/build.ts';
import { copyEvidence, run, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();

type Row = { readonly ip: string; readonly syn: number; readonly answered: number; readonly ports: number };
type CaptureRow = {
  readonly format: string;
  readonly link_types: readonly string[];
  readonly packets: number;
  readonly truncated: boolean;
  readonly first: string;
  readonly last: string;
  readonly syn: number;
  readonly syn_by_source: readonly Row[];
  readonly scans: readonly Record<string, unknown>[];
  readonly floods: readonly Record<string, unknown>[];
};
type Alert = {
  readonly class: string;
  readonly level: string;
  readonly group: Readonly<Record<string, string>>;
  readonly rule: { readonly spoofable: number };
  readonly evidence: readonly { readonly line: number; readonly time: string; readonly raw: string }[];
};
type Report = {
  readonly network: { readonly captures: readonly CaptureRow[] };
  readonly alerts: readonly Alert[];
  readonly sources: readonly {
    readonly format: string;
    readonly records: number;
    readonly errors: readonly string[];
  }[];
};

async function scan(
  path: string,
  input?: Buffer,
): Promise<Report & { readonly code: number | null; readonly stderr: string }> {
  const { code, stdout, stderr } = await run(
    ['scan', path, '--format', 'json'],
    input === undefined ? {} : { input },
  );
  return { ...(JSON.parse(stdout) as Report), code, stderr };
}

const SYN_FLOOD: readonly (readonly [string, number, number, number])[] = [
  ['172.30.77.103', 1600, 1600, 1],
  ['172.30.77.52', 24, 24, 1],
  ['172.30.77.51', 20, 20, 1],
  ['fd50:c077:77::51', 4, 4, 1],
  ['fd50:c077:77::52', 3, 3, 1],
];
const PORT_SCAN: readonly (readonly [string, number, number, number])[] = [
  ['172.30.77.103', 1000, 1, 1000],
  ['172.30.77.51', 5, 5, 1],
  ['172.30.77.52', 4, 4, 1],
  ['fd50:c077:77::51', 1, 1, 1],
  ['fd50:c077:77::52', 1, 1, 1],
];

const rowsOf = ({ syn_by_source }: CaptureRow) =>
  syn_by_source.map(({ ip, syn, answered, ports }) => [ip, syn, answered, ports]);

describe('capture-synflood.pcap', async () => {
  const { code, network, alerts } = await scan(copyEvidence('capture-synflood.pcap', folder));
  const [capture] = network.captures;
  assert.ok(capture);

  test('packets, time and SYN of each source are counted', () => {
    assert.equal(code, 0);
    assert.deepEqual(
      [capture.format, capture.link_types, capture.packets, capture.truncated],
      ['pcap', ['EN10MB'], 5314, false],
    );
    assert.deepEqual([capture.first, capture.last], ['2026-11-21T00:53:21.917Z', '2026-11-21T00:53:38.018Z']);
    assert.equal(capture.syn, 1651);
    assert.deepEqual(rowsOf(capture), SYN_FLOOD);
  });

  test('the flood has its attacker and its target; nobody else is named', () => {
    assert.deepEqual(
      alerts.map(({ class: kind, level, group, rule }) => [kind, level, group, rule.spoofable]),
      [['flood', 'high', { src_ip: '172.30.77.103', dst_ip: '172.30.77.20' }, 3]],
    );
    const [flood] = capture.floods;
    assert.deepEqual(
      [flood?.src_ip, flood?.dst_ip, flood?.dst_port, flood?.packets],
      ['172.30.77.103', '172.30.77.20', 80, 1600],
    );
    assert.deepEqual(capture.scans, []);
  });

  test('evidence is the number and the time of packets', () => {
    for (const { line, time, raw } of alerts.flatMap(({ evidence }) => evidence)) {
      assert.ok(line > 0 && line <= 5314);
      assert.match(time, /^2026-11-21T00:53:3\d/);
      assert.ok(raw.startsWith(`packet ${line}: `));
    }
  });
});

describe('capture-scan.pcapng', async () => {
  const { code, network, alerts } = await scan(copyEvidence('capture-scan.pcapng', folder));
  const [capture] = network.captures;
  assert.ok(capture);

  test('packets and SYN of each source are counted', () => {
    assert.equal(code, 0);
    assert.deepEqual([capture.format, capture.packets, capture.syn], ['pcapng', 2457, 1011]);
    assert.deepEqual(rowsOf(capture), PORT_SCAN);
  });

  test('the scan has its source and its target; who refuses is not named', () => {
    assert.deepEqual(
      alerts.map(({ class: kind, level, group }) => [kind, level, group]),
      [['scan', 'medium', { src_ip: '172.30.77.103', dst_ip: '172.30.77.10' }]],
    );
    assert.deepEqual(
      capture.scans.map(({ src_ip, dst_ip, ports }) => [src_ip, dst_ip, ports]),
      [['172.30.77.103', '172.30.77.10', 1000]],
    );
    assert.deepEqual(capture.floods, []);
  });
});

describe('a capture however it comes', () => {
  const bytes = readFileSync(copyEvidence('capture-scan.pcapng', folder, 'as-it-comes.pcapng'));
  const gzipped = gzipSync(bytes);

  test('packed with gzip, under any name', async () => {
    const path = join(folder, 'evidence.bin');
    writeFileSync(path, gzipped);
    assert.equal((await scan(path)).network.captures[0]?.syn, 1011);
  });

  test('of a machine whose clock was far ahead', async () => {
    const path = join(folder, 'ahead.pcap');
    const made = Array.from({ length: 40 }, (_, index) => ({
      time: Date.UTC(2038, 0, 19, 3, 14, index),
      bytes: ethernet(tcp(['192.0.2.7', 40_000, '203.0.113.5', index + 1], SYN)),
    }));
    writeFileSync(path, pcap(made));
    const { network, alerts } = await scan(path);
    assert.equal(network.captures[0]?.syn, 40);
    assert.deepEqual(
      alerts.map(({ group }) => group),
      [{ src_ip: '192.0.2.7', dst_ip: '203.0.113.5' }],
    );
  });

  for (const [name, input] of [
    ['plain', bytes],
    ['packed', gzipped],
  ] as const) {
    test(`on standard input, ${name}`, async () => {
      const { code, network, alerts, sources } = await scan('-', input);
      assert.equal(code, 0);
      assert.equal(network.captures[0]?.syn, 1011);
      assert.equal(alerts.length, 1);
      assert.deepEqual([sources[0]?.format, sources[0]?.records], ['pcapng', 2457]);
    });
  }
});

describe('a damaged capture is read as far as it goes, and ends with 3 and one message', () => {
  const whole = readFileSync(copyEvidence('capture-synflood.pcap', folder, 'whole.pcap'));
  const cases: readonly (readonly [name: string, bytes: Buffer, packets: number, message: RegExp])[] = [
    ['cut.pcap', whole.subarray(0, 300_000), 3785, /cut off in packet 3786 \(at byte 300000\)/],
    ['empty.pcap', Buffer.alloc(0), 0, /it is empty \(at byte 0\)/],
    [
      'wrong.pcap',
      Buffer.from('not a capture'),
      0,
      /it begins with 6e 6f 74 20, as neither pcap nor pcapng does \(at byte 0\)/,
    ],
    [
      'cut.pcap.gz',
      gzipSync(whole).subarray(0, 20_000),
      -1,
      /gzip file cut off before its end \(at byte \d{5,}\)/,
    ],
  ];
  for (const [name, bytes, packets, message] of cases) {
    test(name, async () => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const { code, stderr, network } = await scan(path);
      assert.equal(code, 3);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
      const read = network.captures[0]?.packets ?? 0;
      if (packets >= 0) assert.equal(read, packets);
      else assert.ok(read > 100);
      assert.equal(network.captures[0]?.truncated, true);
    });
  }
});

test('--write-evidence writes the packets of the alerts, and they show the same again', async () => {
  const evidence = join(folder, 'evidence.pcap');
  const path = copyEvidence('capture-synflood.pcap', folder, 'flooded.pcap');
  const { code } = await run(['scan', path, '--format', 'json', '--write-evidence', evidence]);
  assert.equal(code, 0);
  const { network, alerts } = await scan(evidence);
  // 1,600 SYN, as many SYN-ACK of the target, and the resets of the attacker's own kernel.
  assert.equal(network.captures[0]?.packets, 4800);
  assert.deepEqual(
    alerts.map(({ group }) => group.src_ip),
    ['172.30.77.103'],
  );
});
