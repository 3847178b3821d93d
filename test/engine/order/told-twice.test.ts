import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Engine, type EngineInput } from '../../../src/engine/engine.ts';
import type { RuleSet } from '../../../src/engine/sigma/rule-set.ts';
import { blockOf, engineOptions, run, shippedRules } from '../run-engine.ts';

let rules: RuleSet;
before(async () => {
  rules = await shippedRules();
});

const stamp = (second: number): string => `08:00:${String(second).padStart(2, '0')}`;
const sshd = (second: number): string =>
  `2026-11-20T${stamp(second)}.195Z bastion sshd[4151]: Failed password for root from 192.0.2.1 port 50001 ssh2`;
/** A little before sshd's own line. */
const audit = (second: number, address = '192.0.2.1'): string =>
  `type=USER_AUTH msg=audit(${1_795_161_600 + second}.192:41${second}): pid=4151 uid=0 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=? addr=${address} terminal=ssh res=failed'`;

/** btmp cuts to whole seconds what sshd stamped. */
const btmp = (second: number, address = '192.0.2.1'): string =>
  `[6] [04151] [    ] [root    ] [ssh:notty   ] [${address.padEnd(20)}] [${address.padEnd(15)}] [2026-11-20T${stamp(second)},000000+00:00]`;

/** All logs at once, a line of each in turn. */
function both(
  auth: readonly string[],
  audits: readonly string[],
  records: readonly string[] = [],
): EngineInput[] {
  const files = [
    ['auth', auth],
    ['audit', audits],
    ['btmp', records],
  ] as const;
  const inputs: EngineInput[] = files.map(([source]) => ({ kind: 'open', source, format: null }));
  for (let at = 0; at < Math.max(auth.length, audits.length, records.length); at++) {
    for (const [source, lines] of files) {
      const line = lines[at];
      if (line !== undefined) inputs.push(blockOf(source, line, at + 1));
    }
  }
  return [...inputs, ...files.map(([source]) => ({ kind: 'end', source }) as const)];
}

function failures(engine: Engine): readonly (readonly [string | null, number])[] {
  return engine.logins.top(9).map((each) => [each.toLoginSource().ip, each.failed]);
}

describe('a login that sshd and the audit tell of', () => {
  const seconds = [1, 2, 4, 7];

  test('counts once', () => {
    const engine = new Engine(engineOptions(rules));
    run(
      engine,
      both(
        seconds.map((second) => sshd(second)),
        seconds.map((second) => audit(second)),
      ),
    );
    assert.deepEqual(failures(engine), [['192.0.2.1', 4]]);
  });

  test('counts once when btmp has it as well, also where only those two are read', () => {
    const audits = seconds.map((second) => audit(second));
    const records = seconds.map((second) => btmp(second));
    for (const [auth, also] of [
      [seconds.map((second) => sshd(second)), audits],
      [seconds.map((second) => sshd(second)), []],
      [[], audits],
      [[], []],
    ] as const) {
      const engine = new Engine(engineOptions(rules));
      run(engine, both(auth, also, records));
      assert.deepEqual(
        failures(engine),
        [['192.0.2.1', 4]],
        `${auth.length} of sshd, ${also.length} of the audit`,
      );
    }
  });

  test('counts when only the audit does, also at the end of the log', () => {
    const engine = new Engine(engineOptions(rules));
    run(engine, both([sshd(1)], [audit(1), audit(2, '192.0.2.9'), audit(7, '192.0.2.9')]));
    assert.deepEqual(failures(engine), [
      ['192.0.2.9', 2],
      ['192.0.2.1', 1],
    ]);
  });

  test('counts once also when the engine was saved in between', () => {
    const inputs = both(
      seconds.map((second) => sshd(second)),
      seconds.map((second) => audit(second)),
    );
    for (let cut = 2; cut < inputs.length; cut++) {
      const engine = new Engine(engineOptions(rules));
      run(engine, inputs.slice(0, cut));
      const next = Engine.restore(engineOptions(rules), JSON.parse(JSON.stringify(engine.save())));
      run(next, inputs.slice(cut));
      assert.deepEqual(failures(next), [['192.0.2.1', 4]], `cut at ${cut}`);
    }
  });
});
