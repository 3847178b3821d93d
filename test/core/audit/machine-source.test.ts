import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { type MachineLook, machineSource } from '../../../src/core/audit/machine-source.ts';
import type { LineBlock } from '../../../src/model/log-record.ts';
import type { SourceSink } from '../../../src/sources/source.ts';
import { HEAD, machine, tcpLine } from '../../audit/fake-machine.ts';
import { defaultPolicy } from '../../engine/audit/default-policy.ts';

const NOW = Date.UTC(2026, 10, 21, 15);
const SSH = tcpLine('00000000:0016', 1);
const REDIS = tcpLine('00000000:18EB', 2);
const LOCAL = tcpLine('0100007F:2328', 3);

/** Looks at a machine as often as there are steps, each of which changes it first; then stops. */
async function watch(
  root: string,
  steps: readonly (() => void)[],
  from?: string,
): Promise<{ readonly blocks: LineBlock[]; readonly looks: MachineLook[]; readonly events: string[] }> {
  const blocks: LineBlock[] = [];
  const looks: MachineLook[] = [];
  const aborter = new AbortController();
  const waiting = [...steps];
  const sink: SourceSink = {
    accept: async (block) => void blocks.push(block),
    busy: () => {},
    idle: () => {},
    ...{ count: () => {}, behind: () => {}, missing: () => {}, trouble: () => {}, found: () => {} },
  };
  const policy = defaultPolicy();
  const source = machineSource({
    policy: () => policy,
    clock: { now: () => NOW },
    onLook: (look) => void looks.push(look),
    pause: async () => {
      const next = waiting.shift();
      if (next) next();
      else aborter.abort();
    },
    root,
  });
  await source.read(sink, aborter.signal, from);
  const events = blocks.flatMap(({ text }) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ event, service, port, setting, reach }) =>
        [event, service, port ?? setting, reach].filter(Boolean).join(' '),
      ),
  );
  return { blocks, looks, events };
}

const listening = (root: string, tcp: string) => () => writeFileSync(join(root, 'proc/net/tcp'), HEAD + tcp);
const sshd = (context: TestContext, text: string) =>
  machine(context, { tcp: SSH, files: { 'etc/ssh/sshd_config': text } });

it('the first look is the baseline, and nothing is said while all is as it was', async (context) => {
  const root = sshd(context, '');
  const { events, looks } = await watch(root, [() => {}, () => {}]);
  assert.deepEqual(events, ['baseline']);
  assert.equal(looks.length, 1);
});

it('ports that open and close, and what breaks the policy now', async (context) => {
  const root = sshd(context, '');
  const { events, looks } = await watch(root, [listening(root, SSH + REDIS + LOCAL), listening(root, SSH)]);
  assert.deepEqual(events, [
    'baseline',
    'port-opened redis 6379 any',
    'port-opened unknown 9000 local',
    'finding-appeared redis 6379',
    'finding-appeared unknown 9000',
    'port-closed redis 6379',
    'port-closed unknown 9000',
  ]);
  assert.equal(looks.length, 3);
});

it('a setting that changes, by itself or by an include', async (context) => {
  const root = sshd(context, 'Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin no\n');
  const { events } = await watch(root, [
    () => writeFileSync(join(root, 'etc/ssh/sshd_config'), 'PermitRootLogin yes\n'),
  ]);
  assert.deepEqual(events, [
    'baseline',
    'setting-changed permitrootlogin',
    'finding-appeared sshd PermitRootLogin',
  ]);
});

it('lines that move in a file are no change', async (context) => {
  const root = sshd(context, 'PermitRootLogin yes\n');
  const { events } = await watch(root, [
    () => writeFileSync(join(root, 'etc/ssh/sshd_config'), '# a remark\nPermitRootLogin yes\n'),
  ]);
  assert.deepEqual(events, ['baseline']);
});

it('what changed while nobody looked is said at the next start; lines go on being counted', async (context) => {
  const root = sshd(context, '');
  const first = await watch(root, []);
  const cursor = first.blocks.at(-1)?.cursor;
  listening(root, SSH + REDIS)();
  const second = await watch(root, [], cursor);
  assert.deepEqual(second.events, ['port-opened redis 6379 any', 'finding-appeared redis 6379']);
  assert.equal(second.blocks[0]?.firstLine, 2);
  assert.deepEqual((await watch(root, [], second.blocks.at(-1)?.cursor)).events, []);
});

it('a cursor that is none is as good as none', async (context) => {
  const { events } = await watch(sshd(context, ''), [], '{"ports":1}');
  assert.deepEqual(events, ['baseline']);
});
