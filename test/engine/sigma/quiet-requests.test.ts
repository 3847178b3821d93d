import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { webLog } from '../../../bench/generate-web.ts';
import { BUILT_IN_FORMATS } from '../../../src/engine/parse/formats.ts';
import { TrustedProxies } from '../../../src/engine/parse/web/forwarded.ts';
import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import { QuietRequests } from '../../../src/engine/sigma/quiet-requests.ts';
import { SourceReader } from '../../../src/engine/source-reader.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { readRules, ruleTexts } from '../../../src/rules/load.ts';
import { loadLinearRegex } from '../../../src/rules/regex.ts';
import { readSigmaFile } from '../../../src/rules/sigma-file.ts';
import { RECORDED_AT } from '../../evidence/truth.ts';
import { fc } from '../../support/properties.ts';
import { evidenceLines } from '../parse/reading.ts';

const linear = await loadLinearRegex();
const shipped = await readRules(ruleTexts(fileURLToPath(new URL('../../../config/rules', import.meta.url))));

/** Rules of other people look for words anywhere. */
const OTHERS = `
title: words in the line
id: o1
logsource: {category: webserver}
detection: {keywords: ['/beta?', 'HTTP/1.0" 2', 'name="x"'], condition: keywords}
---
title: words in the target
id: o2
logsource: {category: webserver}
detection: {sel: {cs-uri-query|contains: ['page=7', 'BETA/sub']}, condition: sel}
---
title: words of the agent
id: o3
logsource: {category: webserver}
detection: {sel: {cs-user-agent|startswith: 'OldAgent/'}, condition: sel}
---
title: a method that is answered so
id: o4
logsource: {category: webserver}
detection: {sel: {cs-method: PUT, sc-status: 201}, condition: sel}
---
title: words of the referer
id: o5
logsource: {category: webserver}
detection: {sel: {cs-referer|contains: 'evil.example'}, condition: sel}
---
title: a field of the record's own
id: o6
logsource: {category: webserver}
detection: {sel: {zone: 'a b'}, condition: sel}
---
title: who sends it
id: o7
logsource: {category: webserver}
detection: {sel: {x_sqli|exists: true}, own: {c-ip|cidr: 192.0.2.0/29}, condition: sel and not own}
---
title: when
id: o8
logsource: {category: webserver}
detection: {sel: {x_lfi|exists: true, timestamp|minute: 51}, condition: sel}
---
title: a user
id: o9
logsource: {category: webserver}
detection: {sel: {cs-uri-query|contains: '%3Cb', cs-username: alice}, condition: sel}
---
title: words in the line as it was meant
id: o10
logsource: {category: webserver}
detection: {keywords: ["a'b", 'alice ['], condition: keywords}
`;

function compiled(others: string) {
  const { rules, placeholders } = readSigmaFile('others.yml', others);
  return compileRules([...shipped.rules, ...rules], () => linear, { placeholders }).rules;
}

const rules = compiled(OTHERS);
const quiet = QuietRequests.of(rules);
const matcher = new DetectionMatcher(rules);

const proxies = new TrustedProxies(['192.0.2.8']);

type Format = 'access' | 'access-json';

function read(format: Format, lines: readonly string[], told: QuietRequests | null) {
  return readBlocks(format, [lines.map((line) => `${line}\n`).join('')], told);
}

function readBlocks(format: Format, blocks: readonly string[], told: QuietRequests | null) {
  const source = `test:${format}`;
  const reader = new SourceReader(source, format, 'UTC', undefined, BUILT_IN_FORMATS, {
    proxies,
    quiet: () => told,
  });
  const events: LogEvent[] = [];
  for (const text of blocks) {
    const block = { source, text, firstLine: 1, bytes: text.length, observedAt: RECORDED_AT };
    reader.read({ ...block, yearReference: RECORDED_AT }, (event) => events.push(event));
  }
  reader.rest((event) => events.push(event));
  return { events, unparsed: { ...reader.unparsed } };
}

function facts(event: LogEvent): unknown {
  const { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref } = event;
  return { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref };
}

/** The same events as without, and where it is told what the rules say of one, they say it. Returns how many are quiet. */
function assertSame(format: Format, lines: readonly string[]): number {
  const fast = read(format, lines, quiet);
  const slow = read(format, lines, null);
  assert.deepEqual(fast.unparsed, slow.unparsed);
  assert.deepEqual(fast.events.map(facts), slow.events.map(facts));
  let told = 0;
  for (const [index, event] of fast.events.entries()) {
    if (event.verdict === undefined) continue;
    const matched: number[] = [];
    matcher.match(slow.events[index] as LogEvent, ({ index }) => matched.push(index));
    assert.deepEqual(event.verdict.detections, matched, event.raw);
    if (matched.length === 0) told++;
  }
  return told;
}

const LOOKUP = ['$', '{jndi:ldap://h/a}'].join('');

/** Mostly what nearly every line has, so that a line has one or two odd parts and not ten. */
function mostly(usual: readonly string[], odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const CLIENT = mostly(
  ['192.0.2.7', '192.0.2.8', '2001:db8::1'],
  [
    ...['192.0.2.07', '255.255.255.255', 'host.example', '-', '192.0.2.7:80', '::ffff:192.0.2.1'],
    ...['192.0.2.7, 198.51.100.1', 'shop.example 192.0.2.7', ''],
  ],
);
const USER = mostly(['-', 'alice'], [LOOKUP, 'a b', '"a"', '[x', '""']);
const STAMP = mostly(
  ['21/Nov/2026:00:51:07 +0000', '21/Nov/2026:00:51:08 +0000', '21/Nov/2026:00:52:00 +0100'],
  [
    ...[
      '21/Nov/2026:00:51:60 +0000',
      '21/Nov/2026:00:51:75 +0000',
      '21/Nov/2026 00:52:00',
      '21/Nov/2026:00:51',
    ],
    ...['31/Nov/2026:00:51:07 +0000', '21/Nov/2026:00:51:07.5 +0000', '21/Nov/2026:00:51:07'],
  ],
);
const METHOD = mostly(['GET', 'GET', 'POST', 'PUT'], ['get', 'PROPFIND', '', 'GET ']);
const VERSION = mostly([' HTTP/1.1', ' HTTP/2.0', ' HTTP/1.0'], ['', ' HTTP/1.1 x', ' http/1.1']);
const STATUS = mostly(['200', '201', '301', '404'], ['401', '-', '20', '2000', '000']);
const BYTES = mostly(['512', '0', '-'], ['', '5 0.002', '1e3']);
const TAIL = mostly(
  ['', ' "-"'],
  [
    ...[` ${LOOKUP}`, ' "', ' 0.005', ' name="x"', ' "203.0.113.9"', ' "203.0.113.9, 10.0.0.1"', ' "a;b"'],
    ...[
      ` "' or 1=1-- -"`,
      ' "../../etc/passwd"',
      ' "%3Cscript%3E"',
      ' "sid=1; id=%27+or+1=1--"',
      ' "/etc/passwd"',
    ],
  ],
);
const HEADER = fc.constantFrom(
  ...['-', '', '203.0.113.9', '10.0.0.1, 203.0.113.9', 'sid=a; _ga=1.2', "' or 1=1-- -", '<script>', ';id'],
  ...['sid=a; id=%27%20or%201=1--', 'cart={"a":1}', 'cart=%7B%22a%22:1%7D', '../../etc/passwd', LOOKUP],
);
const PIECE = mostly(
  ['/', '/shop', '/sub', '/a.png', '/index.php', '?page=', '7', '&q=', '=', '.', '/Beta'],
  [
    ...[
      '/.env',
      '/.well-known/x',
      '/wp-login.php',
      '/etc/passwd',
      '/backup.zip',
      '//',
      '/*',
      '..',
      '--',
      '@',
      ':',
    ],
    ...[
      'a+b',
      '%20',
      '%27',
      '%c3%a9',
      '=rO0AB',
      ';',
      '~',
      '*',
      "'",
      '<b>',
      ' ',
      '\\x22',
      '\\"',
      '#',
      'é',
      '\t',
      '$',
    ],
  ],
);
const TARGET = fc
  .array(PIECE, { maxLength: 5 })
  .map((pieces) => pieces.join('').replace(/^(?!\/)/, '/'))
  .chain((target) => mostly([target], [target.slice(1), '']));
const REFERER = fc.oneof(
  mostly(
    ['-', 'https://shop.example/a', 'http://shop.example'],
    ['', 'https://evil.example/', 'android-app://x/', `https://${LOOKUP}/`],
  ),
  TARGET.map((target) => `https://shop.example${target}`),
);
const AGENT = mostly(
  ['Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0', '-', 'curl/8.5.0'],
  [
    ...['', 'sqlmap/1.7', 'oldagent/2', `x ${LOOKUP}`, '() { :; }; echo', 'a \\"b', "1' or '1'='1"],
    ...['Mozilla/5.0 é', 'a"b'],
  ],
);

test('what is told to be quiet is read the same, and no rule matches it', () => {
  const line = fc
    .tuple(CLIENT, USER, STAMP, METHOD, TARGET, VERSION, STATUS, BYTES, REFERER, AGENT, TAIL)
    .map(
      ([c, u, s, m, t, v, st, b, r, a, end]) =>
        `${c} - ${u} [${s}] "${m} ${t}${v}" ${st} ${b} "${r}" "${a}"${end}`,
    );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => void assertSame('access', lines)),
    { numRuns: 600, seed: 20261121 },
  );
});

/** Few requests, of many. */
const AGAIN = fc
  .array(
    fc.tuple(METHOD, TARGET, STATUS, REFERER, AGENT).filter(([, , , referer]) => !referer.includes('$')),
    { minLength: 1, maxLength: 3 },
  )
  .chain((requests) =>
    fc.array(fc.tuple(CLIENT, USER, STAMP, fc.constantFrom(...requests)), { maxLength: 12 }),
  );

test('what was said of a request holds for the same request of somebody else', () => {
  const payload = fc.constantFrom(
    '/?id=1%27%20or%201=1--',
    '/?f=../../etc/passwd',
    '/?q=%3Cb%3E',
    '/?n=a%27b',
    '/?a=%41',
  );
  const lines = fc
    .tuple(AGAIN, payload)
    .map(([asked, odd]) =>
      asked.flatMap(([c, u, s, [m, t, st, r, a]]) =>
        [t, odd].map((target) => `${c} - ${u} [${s}] "${m} ${target} HTTP/1.1" ${st} 512 "${r}" "${a}"`),
      ),
    );
  fc.assert(
    fc.property(lines, (each) => void assertSame('access', each)),
    { numRuns: 200, seed: 20261121 },
  );
});

test('a last line that was cut is not read on in what stood there before', () => {
  const line = `192.0.2.7 - - [21/Nov/2026:00:51:07 +0000] "GET /?id=1%27or%271 HTTP/1.1" 200 512 "-" "curl/8.5.0"`;
  const shifted = fc.tuple(fc.nat(line.length), fc.nat(40)).map(([end, shift]) => {
    const before = `${'x'.repeat(shift)}${line}\n${line}\n`;
    return [before, `${'x'.repeat(shift)}${line.slice(0, end)}`] as const;
  });
  fc.assert(
    fc.property(shifted, (blocks) => {
      const [fast, slow] = [quiet, null].map((told) => readBlocks('access', blocks, told));
      assert.deepEqual(fast?.events.map(facts), slow?.events.map(facts));
      assert.deepEqual(fast?.unparsed, slow?.unparsed);
    }),
    { numRuns: 100, seed: 20261121 },
  );
});

test('so are lines that were cut, and those with something else in them', () => {
  const whole = evidenceLines('access.log').slice(0, 400);
  const odd = fc.constantFrom('"', ' ', '[', ']', '\\', '$', '%', '-', '\u0000', '1', 'é', '');
  const line = fc
    .tuple(fc.constantFrom(...whole), fc.nat(200), odd, fc.boolean())
    .map(([text, at, sign, cut]) =>
      cut ? text.slice(0, at) : text.slice(0, at) + sign + text.slice(at + 1),
    );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => void assertSame('access', lines)),
    { numRuns: 200, seed: 20261121 },
  );
});

/** Keys as several programs write them; `null`: left out. */
const SHAPES: readonly ((part: Readonly<Record<string, string | number>>) => unknown)[] = [
  ({ time, client, method, target, status, referer, agent, extra }) => ({
    ...{ time_iso8601: time, remote_addr: client, request_method: method, request_uri: target },
    ...{ status, body_bytes_sent: 5, http_referer: referer, http_user_agent: agent, note: extra },
  }),
  ({ time, client, method, target, status, agent, extra }) => ({
    ...{ ts: 1795222267.5, level: 'info', request: { remote_ip: client, method, uri: target } },
    ...{
      nested: { headers: { 'User-Agent': [agent], Extra: [extra], None: [] } },
      status,
      ok: true,
      none: null,
    },
    ...{ time, 'request.headers.User-Agent': agent },
  }),
  ({ time, client, method, target, status, referer, agent }) => ({
    ...{
      time_local: time,
      client_ip: client,
      request: `${method} ${target} HTTP/1.1`,
      status: String(status),
    },
    ...{ referer, http_user_agent: agent, 'cs-host': 'x' },
  }),
  ({ time, client, method, target, status, extra }) => ({
    ...{ time, client_ip: client, method, request_uri: target, status, zone: extra },
  }),
  ({ time, client, method, target, status, extra }) => ({
    ...{
      t: time,
      remote_addr: client,
      remote_ip: '192.0.2.9',
      url: target,
      args: extra,
      verb: method,
      status,
    },
  }),
  ({ time, client, method, target, status, cookie, forwarded }) => ({
    ...{ time, remote_addr: client, request: `${method} ${target} HTTP/1.1`, status },
    ...{ http_cookie: cookie, http_x_forwarded_for: forwarded },
  }),
  ({ time, client, method, target, status, body }) => ({
    ...{ time, remote_addr: client, request: `${method} ${target} HTTP/1.1`, status, request_body: body },
  }),
];

const BODY = fc.constantFrom('-', '', 'a=1', 'id=1+union+select+1,2', '{"a":"../../etc/passwd"}', 'x');

test('records are read the same', () => {
  const time = mostly(
    ['2026-11-21T00:51:07Z', '2026-11-21T00:51:08.123456+01:00', '21/Nov/2026:00:51:09 +0000'],
    ['2026-11-21T00:51:60Z', '2026-11-21', '', '1795222267.5'],
  );
  const status = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(200, 201, 301, 404) },
    { weight: 1, arbitrary: fc.constantFrom(401, 0, 20, 2000, 200.5) },
  );
  const extra = fc.constantFrom('x', '', 'a b', 'z', LOOKUP, '"', '\\\\', '/beta?', '\\u0001', 'BETA');
  const part = fc.record({
    ...{
      time,
      client: CLIENT,
      method: METHOD,
      target: TARGET,
      status,
      referer: REFERER,
      agent: AGENT,
      cookie: HEADER,
      forwarded: HEADER,
      body: BODY,
      extra,
    },
  });
  const shape = fc.nat({ max: SHAPES.length - 1 });
  const line = fc
    .tuple(part, shape, fc.nat(600), mostly(['whole'], ['cut', 'twice', 'blank', 'escaped']))
    .map(([parts, kind, at, how]) => {
      const whole = JSON.stringify(SHAPES[kind]?.(parts));
      if (how === 'cut') return whole.slice(0, at);
      if (how === 'twice') return whole.replace(/}$/, ',"remote_addr":"198.51.100.66","status":404}');
      if (how === 'escaped') return whole.replace('BETA', '\\u002fbeta?');
      return how === 'blank' ? whole.replaceAll('":', '": ') : whole;
    });
  // The first of each shape says what the others look like.
  const clean = SHAPES.map((make) =>
    JSON.stringify(
      make({
        ...{ time: '2026-11-21T00:51:07Z', client: '192.0.2.7', method: 'GET', target: '/a', status: 200 },
        ...{ referer: '-', agent: 'curl/8.5.0', extra: 'x' },
      }),
    ),
  );
  let told = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      // Each twice: what was said of a request the first time, and somebody else's.
      const others = lines.map((line) => line.replaceAll('192.0.2.7', '198.51.100.9'));
      told += assertSame('access-json', [...clean, ...lines, ...others]);
    }),
    { numRuns: 500, seed: 20261121 },
  );
  assert.ok(told > 30, `${told} quiet`);
});

describe('of an ordinary log nearly all is quiet', () => {
  for (const [format, form] of [
    ['access', 'combined'],
    ['access-json', 'json'],
  ] as const) {
    test(format, () => {
      const lines = [...webLog({ lines: 2000, seed: 1, form })].join('').trimEnd().split('\n');
      assert.ok(assertSame(format, lines) > 1500);
    });
  }
});

test('a rule that must see every request leaves none quiet', () => {
  const WIDE = `
title: no such method
id: w1
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: not sel}`;
  assert.equal(QuietRequests.of(compiled(WIDE)), null);
});
