import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../src/engine/parse/formats.ts';
import { SourceReader } from '../../src/engine/source-reader.ts';
import type { LogEvent } from '../../src/model/log-event.ts';

const LINE = 'Nov 20 08:00:00 bastion sshd[71]: Failed password for root from 192.0.2.1 port 50001 ssh2';
const MARK = '\ufeff';

for (const [what, lines] of [
  ['before the first line', [MARK + LINE, LINE]],
  ['where two files were joined', [LINE, MARK + LINE]],
  ['alone', [LINE, MARK, LINE]],
] as const) {
  test(`the mark of UTF-8 ${what} hides no login`, () => {
    const reader = new SourceReader('auth.log', null, 'UTC', undefined, BUILT_IN_FORMATS);
    const events: LogEvent[] = [];
    const text = `${lines.join('\n')}\n`;
    const yearReference = Date.UTC(2026, 10, 22);
    const emit = (event: LogEvent): void => void events.push(event);
    const block = { source: 'auth.log', text, firstLine: 1, bytes: text.length, observedAt: yearReference };
    reader.read({ ...block, yearReference }, emit);
    reader.end(emit);
    assert.deepEqual(
      events.map(({ srcIp, login }) => [srcIp, login]),
      [
        ['192.0.2.1', true],
        ['192.0.2.1', true],
      ],
    );
    assert.deepEqual(reader.unparsed, {});
  });
}
