import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { FrontPages } from '../../src/engine/web/front-pages.ts';
import { blockOf, engineOptions, run, shippedRules } from './run-engine.ts';

const options = engineOptions(await shippedRules());
const BROWSER = '"-" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"';
const stamp = (second: number): string => `20/Nov/2026:08:00:0${second}`;

function combined(second: number, target: string, answer: string, version = '1.1'): string {
  return `192.0.2.7 - - [${stamp(second)} +0000] "GET ${target} HTTP/${version}" ${answer} ${BROWSER}`;
}

function json(second: number, target: string, status: number, bytes: number, version = '1.1'): string {
  return JSON.stringify({
    ...{
      time: `2026-11-20T08:00:0${second}Z`,
      remote_addr: '192.0.2.7',
      request_method: 'GET',
      request_uri: target,
      server_protocol: `HTTP/${version}`,
    },
    ...{ status, body_bytes_sent: bytes, http_referer: '', http_user_agent: 'Mozilla/5.0' },
  });
}

/** Names of the rules that tell of something that was handed out. */
function toldOf(engine: Engine): string[] {
  return engine
    .alerts()
    .map(({ rule }) => rule.name ?? '')
    .filter((name) => name.endsWith('_answered'))
    .sort();
}

function read(lines: readonly string[], after: (engine: Engine) => Engine = (engine) => engine): string[] {
  let engine = new Engine(options);
  run(engine, [{ kind: 'open', source: 'a', format: null }]);
  for (const [index, line] of lines.entries()) {
    run(engine, [blockOf('a', line, index + 1)]);
    engine = after(engine);
  }
  run(engine, [{ kind: 'end', source: 'a' }]);
  return toldOf(engine);
}

const FORMS = {
  combined: (second: number, target: string, status: number, bytes: number, version?: string) =>
    combined(second, target, `${status} ${bytes}`, version),
  json,
};

for (const [form, line] of Object.entries(FORMS)) {
  test(`${form}: what is as long as the front page before it was not handed out`, () => {
    const asked = [
      line(3, '/?x=../../etc/passwd', 200, 1204),
      line(4, '/.env', 200, 1204),
      line(5, '/c99.php', 200, 1204),
    ];
    const all = ['web_path_traversal_answered', 'web_sensitive_file_answered', 'web_shell_answered'];
    const page = line(1, '/', 200, 1204);
    assert.deepEqual(read([line(0, '/', 200, 999), page, line(2, '/', 200, 998), ...asked]), []);
    // Restored after each line.
    const restored = (engine: Engine): Engine =>
      Engine.restore(options, JSON.parse(JSON.stringify(engine.save())));
    assert.deepEqual(read([page, ...asked], restored), []);
    assert.deepEqual(read([line(1, '/', 200, 1205), ...asked]), all);
    assert.deepEqual(read(asked), all);
    // An attacker may choose how these are answered.
    assert.deepEqual(read([line(1, '/?page=home', 200, 1204), ...asked]), all);
    assert.deepEqual(read([line(1, '/other', 200, 1204), ...asked]), all);
    assert.deepEqual(read([line(1, '/', 206, 1204), ...asked]), all);
    // Whoever opens a window of 1204 bytes for it (nginx 1.22, whose page has 7014) reads as many in the log.
    assert.deepEqual(read([line(0, '/', 200, 7014), line(1, '/', 200, 1204, '2.0'), ...asked]), all);
    assert.deepEqual(read([page, line(2, '/', 200, 1205, '2.0'), ...asked]), []);
  });
}

test('of two logs it is the time that counts, not which of them was read first', () => {
  const engine = new Engine(options);
  run(engine, [
    { kind: 'open', source: 'a', format: null },
    { kind: 'open', source: 'b', format: null },
    blockOf('a', combined(4, '/.env', '200 612'), 1),
    blockOf('a', combined(5, '/x', '404 9'), 2),
    blockOf('b', combined(1, '/', '200 612'), 1),
    { kind: 'end', source: 'a' },
    { kind: 'end', source: 'b' },
  ]);
  assert.deepEqual(toldOf(engine), []);
});

test('the latest 64 sizes are known', () => {
  const pages = new FrontPages();
  for (let bytes = 1; bytes <= 65; bytes++) pages.add(bytes);
  pages.add(65);
  assert.deepEqual(
    pages.save(),
    Array.from({ length: 64 }, (_, index) => index + 2),
  );
});
