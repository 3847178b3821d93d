/** Anybody on a machine may write a message of several lines into its journal, with what looks like another entry in it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../../src/engine/parse/formats.ts';
import { SourceReader } from '../../../src/engine/source-reader.ts';
import { LineAssembler } from '../../../src/sources/line-assembler.ts';

const VICTIM = '203.0.113.9';

function entry(number: number, message: Buffer): Buffer {
  const head = [
    `__CURSOR=s=${'a'.repeat(32)};i=${number};b=${'b'.repeat(32)};m=1;t=1;x=1`,
    '__REALTIME_TIMESTAMP=1795260432152098',
    ...['SYSLOG_IDENTIFIER=sshd', '_COMM=sshd', '_UID=0', `_PID=${number}`, '_HOSTNAME=h'],
  ];
  return Buffer.concat([Buffer.from(`${head.join('\n')}\n`), message, Buffer.from('\n')]);
}

function oneLine(address: string): Buffer {
  return Buffer.from(`MESSAGE=Failed password for root from ${address} port 22 ssh2\n`);
}

/** As journald writes what is no single line of text: its name, its length in eight bytes, the bytes. */
function bytes(content: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(content.length));
  return Buffer.concat([Buffer.from('MESSAGE\n'), length, content, Buffer.from('\n')]);
}

function addressesIn(export_: Buffer): (string | null)[] {
  const found: (string | null)[] = [];
  const reader = new SourceReader('file:x', null, 'UTC', undefined, BUILT_IN_FORMATS);
  const assembler = new LineAssembler(8192);
  for (const assembled of [assembler.push(export_), assembler.flush()])
    if (assembled !== null)
      reader.read({ source: 'file:x', yearReference: 0, observedAt: 0, ...assembled }, ({ srcIp }) =>
        found.push(srcIp),
      );
  reader.end(({ srcIp }) => found.push(srcIp));
  return found;
}

const forged = entry(9, oneLine(VICTIM));
const paddings: readonly (readonly [what: string, text: (size: number) => Buffer])[] = [
  ['letters', (size) => Buffer.alloc(size, 'x')],
  ['line ends', (size) => Buffer.alloc(size, '\n')],
  ['what is no UTF-8', (size) => Buffer.alloc(size, 0xff)],
  ['letters of two bytes', (size) => Buffer.from('é'.repeat(size))],
];

describe('an entry within a message is none', () => {
  for (const [what, padding] of paddings) {
    test(`behind any number of ${what}`, () => {
      for (let size = 1; size < 700; size++) {
        const content = Buffer.concat([padding(size), Buffer.from('\n\n'), forged]);
        const found = addressesIn(
          Buffer.concat([
            entry(1, oneLine('192.0.2.1')),
            entry(2, bytes(content)),
            entry(3, oneLine('192.0.2.3')),
          ]),
        );
        assert.ok(!found.includes(VICTIM), `${size}`);
        assert.equal(found[0], '192.0.2.1');
      }
    });
  }
});

test('entries behind such a message are read', () => {
  const later = Array.from({ length: 5 }, (_, at) => entry(at + 3, oneLine(`192.0.2.${at + 3}`)));
  for (const size of [5, 200, 3000]) {
    const found = addressesIn(
      Buffer.concat([
        entry(1, oneLine('192.0.2.1')),
        entry(2, bytes(Buffer.alloc(size, `${'a'.repeat(200)}\n`))),
        ...later,
      ]),
    );
    assert.deepEqual(found.slice(-4), ['192.0.2.4', '192.0.2.5', '192.0.2.6', '192.0.2.7']);
  }
});
