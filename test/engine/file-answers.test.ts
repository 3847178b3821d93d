import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { blockOf, engineOptions, run, shippedRules } from './run-engine.ts';

const options = engineOptions(await shippedRules());
const PASSWD = '/lfi.php?page=../../../etc/passwd';

/** `[second, target, status and bytes, who asks, how]` */
type Asked = readonly [number, string, string, string?, string?];

function line([second, target, answer, source = '192.0.2.7', method = 'GET']: Asked): string {
  const [hour, minute] = [8 + Math.floor(second / 3600), Math.floor(second / 60) % 60];
  const stamp = `20/Nov/2026:${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:${String(second % 60).padStart(2, '0')} +0000`;
  return `${source} - - [${stamp}] "${method} ${target} HTTP/1.1" ${answer} "-" "curl/7.88.1"`;
}

/** How often the rule that is certain told of something. */
function told(engine: Engine): number {
  const found = engine.alerts().filter(({ rule }) => rule.name === 'web_system_file_handed_out');
  return found.reduce((sum, { eventCount }) => sum + eventCount, 0);
}

function read(asked: readonly Asked[], after: (engine: Engine) => Engine = (engine) => engine): number {
  let engine = new Engine(options);
  run(engine, [{ kind: 'open', source: 'a', format: null }]);
  for (const [index, each] of asked.entries()) {
    run(engine, [blockOf('a', line(each), index + 1)]);
    engine = after(engine);
  }
  run(engine, [{ kind: 'end', source: 'a' }]);
  return told(engine);
}

const FAILED: Asked = [1, '/lfi.php?page=../etc/passwd', '200 38'];

test('a page that answers such a question otherwise than another handed something out', () => {
  assert.equal(read([FAILED, [2, PASSWD, '200 3228']]), 1);
  assert.equal(read([FAILED, [2, PASSWD, '200 337']]), 0);
  assert.equal(read([FAILED, [2, PASSWD, '200 338']]), 1);
  assert.equal(read([[1, PASSWD, '200 3228'], FAILED, [2, PASSWD, '200 3228']]), 1);
  // A longer answer before it says as much as a shorter one.
  assert.equal(
    read([
      [1, PASSWD, '200 3528'],
      [2, PASSWD, '200 3228'],
    ]),
    1,
  );
  for (const missing of ['404 12', '410 12', '500 0'])
    assert.equal(
      read([
        [1, FAILED[1], missing],
        [2, PASSWD, '200 3228'],
      ]),
      1,
      missing,
    );
});

test('a page that answers all alike, or of which nothing is known, did not for certain', () => {
  assert.equal(read([[1, PASSWD, '200 3228']]), 0);
  assert.equal(
    read([
      [1, FAILED[1], '200 3228'],
      [2, PASSWD, '200 3228'],
      [3, PASSWD, '200 3300'],
    ]),
    0,
  );
  // The word of a firewall, of a proxy, a redirect, an answer without a size.
  for (const other of ['403 9', '406 9', '429 9', '502 9', '302 0', '304 0', '200 -'])
    assert.equal(
      read([
        [1, FAILED[1], other],
        [2, PASSWD, '200 3228'],
      ]),
      0,
      other,
    );
  // Another page, and an ordinary question.
  assert.equal(
    read([
      [1, '/else.php?page=../etc/passwd', '200 38'],
      [2, PASSWD, '200 3228'],
    ]),
    0,
  );
  assert.equal(
    read([
      [1, '/lfi.php?page=home.php', '200 38'],
      [2, PASSWD, '200 3228'],
    ]),
    0,
  );
});

test('answers that differ for other reasons than the file are not compared', () => {
  const LONG = '200 12120';
  // Another source, whose program may take answers compressed; only how long it would be; long ago.
  assert.equal(
    read([
      [1, PASSWD, '200 3528', '198.51.100.9'],
      [2, PASSWD, LONG],
    ]),
    0,
  );
  assert.equal(
    read([
      [1, PASSWD, '200 0', '192.0.2.7', 'HEAD'],
      [2, PASSWD, LONG],
    ]),
    0,
  );
  assert.equal(
    read([
      [1, PASSWD, '200 3528'],
      [3602, PASSWD, LONG],
    ]),
    0,
  );
  assert.equal(
    read([
      [1, PASSWD, '200 3528'],
      [3601, PASSWD, LONG],
    ]),
    1,
  );
  // One parameter names a page that is not there, another is not looked at.
  const page = (name: string): string => `/index.php?${name}=../../../etc/passwd`;
  assert.equal(
    read([
      [1, page('page_id'), '404 5120'],
      [2, page('lang'), LONG],
    ]),
    0,
  );
  assert.equal(
    read([
      [1, page('lang'), '404 5120'],
      [2, page('lang'), LONG],
    ]),
    1,
  );
  assert.equal(
    read([
      [1, `${page('a')}&b=1`, '404 5120'],
      [2, `${page('a')}&b=2`, LONG],
    ]),
    1,
  );
});

test('what is known of pages is kept over a restart, and of two logs it is the time that counts', () => {
  const restored = (engine: Engine): Engine =>
    Engine.restore(options, JSON.parse(JSON.stringify(engine.save())));
  assert.equal(read([FAILED, [2, PASSWD, '200 3228']], restored), 1);
  assert.equal(
    read(
      [
        [1, FAILED[1], '404 3'],
        [2, PASSWD, '200 3228'],
      ],
      restored,
    ),
    1,
  );
  const engine = new Engine(options);
  run(engine, [
    { kind: 'open', source: 'a', format: null },
    { kind: 'open', source: 'b', format: null },
    blockOf('a', line([4, PASSWD, '200 3228']), 1),
    blockOf('a', line([5, '/', '404 9']), 2),
    blockOf('b', line(FAILED), 1),
    { kind: 'end', source: 'a' },
    { kind: 'end', source: 'b' },
  ]);
  assert.equal(told(engine), 1);
});

test('the latest 256 pages are known: who asks for more makes it forget', () => {
  const others = (count: number): Asked[] =>
    Array.from({ length: count }, (_, page) => [2 + page, `/${page}?page=../etc/passwd`, '200 38']);
  assert.equal(read([FAILED, ...others(255), [300, PASSWD, '200 3228']]), 1);
  assert.equal(read([FAILED, ...others(256), [300, PASSWD, '200 3228']]), 0);
  // Asked again, it is among the latest.
  assert.equal(
    read([FAILED, ...others(128), [200, FAILED[1], '200 38'], ...others(255), [300, PASSWD, '200 3228']]),
    1,
  );
});
