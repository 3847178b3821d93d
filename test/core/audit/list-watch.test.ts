import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LISTS_ID, listWatch } from '../../../src/core/audit/list-watch.ts';
import { ServiceAudit } from '../../../src/core/audit/service-audit.ts';
import type { LineBlock } from '../../../src/model/log-record.ts';
import type { SourceSink } from '../../../src/sources/source.ts';
import { defaultPolicy } from '../../engine/audit/default-policy.ts';

/** All that a source may say besides lines. */
const DEAF = {
  ...{ busy: () => {}, idle: () => {}, count: () => {}, behind: () => {} },
  ...{ missing: () => {}, trouble: () => {}, found: () => {} },
};

const SSH = 'port: 22, service: ssh, status: active\n';
const MYSQL = 'port: 3306, service: mysql, status: active, bind: 127.0.0.1\n';

/** Reads the list as it is at each step, then stops. Each step is followed by two quiet looks. */
async function watch(texts: readonly string[], from?: string) {
  const audit = new ServiceAudit(defaultPolicy());
  const blocks: LineBlock[] = [];
  const aborter = new AbortController();
  const waiting = texts.flatMap((text) => [text, null, null]);
  const sink: SourceSink = {
    accept: async (block) => void blocks.push(block),
    ...DEAF,
  };
  const pause = async (): Promise<void> => {
    const text = waiting.shift();
    if (text === undefined) aborter.abort();
    else if (text !== null) {
      const block = { source: 'services.conf', text, firstLine: 1, bytes: text.length };
      audit.read({ ...block, yearReference: 0, observedAt: 0 });
    }
  };
  await listWatch({ audit, clock: { now: () => 0 }, pause }).read(sink, aborter.signal, from);
  const records = blocks.flatMap(({ text }) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  const events = records.map(({ event, port, service, kind }) =>
    [event, port, service, kind].filter(Boolean).join(' '),
  );
  return { blocks, records, events };
}

it('what a list says first is the baseline; then what was added, changed and removed is told, with what it was', async () => {
  const { events, records } = await watch([
    SSH + MYSQL,
    `${MYSQL.replace('127.0.0.1', '0.0.0.0')}port: 23, service: telnet, status: active\n`,
  ]);
  assert.deepEqual(events, [
    'baseline',
    'service-changed 3306 mysql',
    'service-added 23 telnet',
    'service-removed 22 ssh',
    'finding-appeared 3306 mysql exposed',
    'finding-appeared 23 telnet forbidden',
  ]);
  assert.equal(records[1].before, 'status active, access -, bind 127.0.0.1');
  assert.equal(records[1].file, 'services.conf');
});

it('what changed while nobody looked is told at the next start, and nothing else', async () => {
  const { blocks } = await watch([SSH]);
  const { events } = await watch([SSH + MYSQL], blocks.at(-1)?.cursor);
  assert.deepEqual(events, ['service-added 3306 mysql']);
  assert.deepEqual((await watch([SSH], blocks.at(-1)?.cursor)).events, []);
});

it('a list that is empty only while an editor writes it has not changed', async () => {
  const audit = new ServiceAudit(defaultPolicy());
  const read = (text: string) =>
    audit.read({ source: 'a', text, firstLine: 1, bytes: 0, yearReference: 0, observedAt: 0 });
  const steps = [() => read(SSH), () => {}, () => read(''), () => read(SSH), () => {}, () => {}];
  const aborter = new AbortController();
  const texts: string[] = [];
  const sink: SourceSink = {
    accept: async ({ text }) => void texts.push(text),
    ...DEAF,
  };
  const pause = async (): Promise<void> => {
    const step = steps.shift();
    if (step === undefined) aborter.abort();
    else step();
  };
  await listWatch({ audit, clock: { now: () => 0 }, pause }).read(sink, aborter.signal, '{broken');
  assert.equal(texts.length, 1);
  assert.match(texts[0] ?? '', /"baseline"/);
});

it('order and line numbers are no change', async () => {
  const { events } = await watch([SSH + MYSQL, `# moved\n${MYSQL}${SSH}`]);
  assert.deepEqual(events, ['baseline']);
  assert.equal(LISTS_ID, 'service lists');
});
