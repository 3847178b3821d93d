import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FormatName } from '../../../../src/engine/parse/parser.ts';
import { TrustedProxies } from '../../../../src/engine/parse/web/forwarded.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { readLine } from '../reading.ts';

/** A load balancer, and the proxies behind it. */
const PROXY = '10.0.0.5';
const proxies = new TrustedProxies([PROXY, '172.18.0.0/16', '2001:db8:ffff::/48']);
/** Who asked, and an uninvolved third. */
const CLIENT = '203.0.113.9';
const VICTIM = '198.51.100.7';

function read(format: FormatName, line: string): LogEvent {
  const event = readLine(format, line, { proxies });
  assert.ok(typeof event === 'object', `${line}: ${event}`);
  return event;
}

const combined = (peer: string, list: string): string =>
  `${peer} - - [20/Nov/2026:08:00:00 +0000] "GET /?id=1 HTTP/1.1" 200 5 "-" "curl/8.5.0" "${list}"`;

describe('whom a trusted proxy spoke for', () => {
  const cases: readonly (readonly [title: string, list: string, client: string])[] = [
    ['one client', CLIENT, CLIENT],
    ['the rightmost that is no proxy, not what the client sent', `${VICTIM}, ${CLIENT}`, CLIENT],
    ['through a chain of trusted proxies', `${VICTIM}, ${CLIENT}, 172.18.0.3, 172.18.0.4`, CLIENT],
    ['behind a proxy that nobody trusts, that proxy', `${CLIENT}, ${VICTIM}`, VICTIM],
    ['IPv6', '2001:DB8::7', '2001:db8::7'],
    ['IPv6 through a trusted range', '2001:db8::7, 2001:db8:ffff::1', '2001:db8::7'],
    ['IPv4 written as IPv6', `::ffff:${CLIENT}`, CLIENT],
    ['with ports', `${VICTIM}:1, ${CLIENT}:4711`, CLIENT],
    ['without blanks', `${VICTIM},${CLIENT}`, CLIENT],
    ['nothing', '-', PROXY],
    ['trusted proxies only: the first of them', '172.18.0.3, 172.18.0.4', '172.18.0.3'],
    ['no address at the end: nobody but the proxy is sure', `${CLIENT}, unknown`, PROXY],
    ['an address with text behind', `${CLIENT} or so`, PROXY],
    ['no address behind a trusted proxy', `${CLIENT}, _hidden, 172.18.0.3`, '172.18.0.3'],
    ['an empty end', `${CLIENT}, `, PROXY],
    ['a range', `${CLIENT}/24`, PROXY],
    ['Forwarded (RFC 7239)', `for=${VICTIM}, for=${CLIENT};proto=https;by=${PROXY}`, CLIENT],
  ];
  for (const [title, list, client] of cases) {
    it(title, () => assert.equal(read('access', combined(PROXY, list)).srcIp, client));
  }

  it('in Forwarded, IPv6 in quotes with its port', () => {
    const line = JSON.stringify({
      ...{ time: '2026-11-20T08:00:00Z', remote_addr: PROXY, request: 'GET / HTTP/1.1', status: 200 },
      http_forwarded: 'for="[2001:db8::7]:4711";proto=https',
    });
    assert.equal(read('access-json', line).srcIp, '2001:db8::7');
  });

  it('tells both: the client, the proxy and the list as logged', () => {
    const { fields, srcIp } = read('access', combined(PROXY, `${VICTIM}, ${CLIENT}`));
    assert.deepEqual(
      { srcIp, 'c-ip': fields['c-ip'], proxy: fields.proxy_ip, list: fields.forwarded_for },
      { srcIp: CLIENT, 'c-ip': CLIENT, proxy: PROXY, list: `${VICTIM}, ${CLIENT}` },
    );
  });

  it('reads no further than 32 entries of an endless list', () => {
    const list = `${CLIENT}, ${Array.from({ length: 1000 }, () => '172.18.0.3').join(', ')}`;
    assert.equal(read('access', combined(PROXY, list)).srcIp, '172.18.0.3');
  });
});

describe('where logs have the list', () => {
  const record = (fields: object): string =>
    JSON.stringify({ time: '2026-11-20T08:00:00Z', status: 200, ...fields });
  const list = `${VICTIM}, ${CLIENT}`;
  const cases: readonly (readonly [title: string, format: FormatName, line: string])[] = [
    ["nginx's main format, and more behind", 'access', `${combined(PROXY, list)} 0.002 "-"`],
    [
      'by its name among other fields',
      'access',
      `${PROXY} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl" rt=0.1 xff="${list}" id="x"`,
    ],
    [
      'a virtual host in front',
      'access',
      `shop.example:443 ${PROXY} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl" "${list}"`,
    ],
    [
      'nginx, JSON',
      'access-json',
      record({ remote_addr: PROXY, request_uri: '/', http_x_forwarded_for: list }),
    ],
    [
      'nginx, JSON, short',
      'access-json',
      record({ remote_addr: PROXY, request_uri: '/', x_forwarded_for: list }),
    ],
    [
      'Caddy',
      'access-json',
      record({
        request: {
          ...{ remote_ip: PROXY, remote_port: '1', client_ip: VICTIM, uri: '/', method: 'GET' },
          headers: { 'X-Forwarded-For': [VICTIM, CLIENT] },
        },
      }),
    ],
    [
      'Traefik, with the header kept',
      'access-json',
      record({
        ...{ ClientAddr: `${PROXY}:4711`, ClientHost: list, RequestPath: '/', RequestMethod: 'GET' },
        ...{ DownstreamStatus: 200, 'request_X-Forwarded-For': list },
      }),
    ],
    [
      'Traefik as it comes: its ClientHost is the list',
      'access-json',
      record({ ClientAddr: `${PROXY}:4711`, ClientHost: list, RequestPath: '/', DownstreamStatus: 200 }),
    ],
    [
      'logfmt',
      'logfmt',
      `time=2026-11-20T08:00:00Z remote_addr=${PROXY} request="GET / HTTP/1.1" status=200 x_forwarded_for="${list}"`,
    ],
    [
      'within what a container wrote',
      'docker',
      JSON.stringify({ log: `${combined(PROXY, list)}\n`, stream: 'stdout', time: '2026-11-20T08:00:00Z' }),
    ],
  ];
  for (const [title, format, line] of cases) {
    it(`${title}: believed of a trusted proxy`, () => assert.equal(read(format, line).srcIp, CLIENT));
    it(`${title}: of anybody else the connection is believed, not the list`, () => {
      assert.equal(read(format, line.replaceAll(PROXY, '192.0.2.66')).srcIp, '192.0.2.66');
    });
    it(`${title}: nobody is believed when nobody is trusted`, () => {
      const event = readLine(format, line);
      assert.equal(typeof event === 'object' && event.srcIp, PROXY);
    });
  }
});

describe('who writes a list where none belongs', () => {
  const ask = (target: string, rest: string): string =>
    `${PROXY} - - [20/Nov/2026:08:00:00 +0000] "GET ${target} HTTP/1.1" 200 5 ${rest}`;
  const json = (inner: string): string =>
    `{"time":"2026-11-20T08:00:00Z","remote_addr":"${PROXY}","status":200,"request_uri":"/","http_x_forwarded_for":"${CLIENT}",${inner}}`;
  const cases: readonly (readonly [title: string, format: FormatName, line: string])[] = [
    ['into the target', 'access', ask(`/\\" 200 5 \\"-\\" \\"x\\" \\"${VICTIM}\\"`, `"-" "x" "${CLIENT}"`)],
    ['into the referer', 'access', ask('/', `"\\" \\"x\\" \\"${VICTIM}" "x" "${CLIENT}"`)],
    ['into the user agent', 'access', ask('/', `"-" "x\\" \\"${VICTIM}\\"" "${CLIENT}"`)],
    ['into the user agent, by name', 'access', ask('/', `"-" "x xff=\\"${VICTIM}\\"" "${CLIENT}"`)],
    ['into the list itself', 'access', ask('/', `"-" "x" "${VICTIM}\\", ${CLIENT}"`)],
    [
      'a whole line',
      'access',
      ask('/', `"-" "x" "${combined(VICTIM, VICTIM).replaceAll('"', '\\"')}, ${CLIENT}"`),
    ],
    ['a key of JSON again', 'access-json', json(`"http_x_forwarded_for":"${VICTIM}"`)],
    ['another key of JSON again', 'access-json', json(`"agent":"x","x_forwarded_for":"${VICTIM}"`)],
    [
      'a key of JSON that is asked before',
      'access-json',
      json(`"x":"y"`).replace('"x":', `"xff":"${VICTIM}","x":`),
    ],
    [
      'a key of JSON before the own one',
      'access-json',
      json('"agent":"x"')
        .replace('http_x_forwarded_for', 'xff')
        .replace('"x"', `"x","http_x_forwarded_for":"${VICTIM}"`),
    ],
    ['the proxy itself again', 'access-json', json(`"remote_addr":"${VICTIM}"`)],
  ];
  for (const [title, format, line] of cases) {
    it(`never accuses a third: ${title}`, () => assert.notEqual(read(format, line).srcIp, VICTIM));
  }

  it('is not believed where the server does not escape quotes, and so wrote no list at all', () => {
    const line = `${PROXY} - - [20/Nov/2026:08:00:00 +0000] "GET /" 200 5 "-" "x" "${VICTIM}" HTTP/1.1" 200 5 "-" "curl"`;
    assert.equal(read('access', line).srcIp, PROXY);
  });

  it("takes Traefik's client from the connection: its ClientHost is what a client sent along", () => {
    const line = JSON.stringify({
      ...{ time: '2026-11-20T08:00:00Z', ClientAddr: '192.0.2.66:4711', ClientHost: VICTIM },
      ...{ RequestPath: '/', RequestMethod: 'GET', DownstreamStatus: 404 },
    });
    const event = readLine('access-json', line);
    assert.equal(typeof event === 'object' && event.srcIp, '192.0.2.66');
  });
});
