import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TrustedProxies } from '../../../src/engine/parse/web/forwarded.ts';
import { Proxied } from '../../../src/engine/tally/proxied.ts';
import { readLine } from '../parse/reading.ts';

const PROXY = '10.0.0.5';
const proxies = new TrustedProxies([PROXY]);

function asked(tally: Proxied, peer: string, list = '-'): void {
  const line = `${peer} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl" "${list}"`;
  const event = readLine('access', line, { proxies });
  assert.ok(typeof event === 'object');
  tally.add(event);
}

describe('clients behind proxies', () => {
  it('are known with the proxy that they last came through', () => {
    const tally = new Proxied();
    asked(tally, PROXY, '203.0.113.9');
    assert.deepEqual([tally.of('203.0.113.9'), tally.of(PROXY)], [PROXY, null]);
    asked(tally, '203.0.113.9');
    assert.equal(tally.of('203.0.113.9'), null, 'it came by itself since');
  });

  it('are forgotten, the one that has not come for longest first, when there are too many', () => {
    const tally = new Proxied();
    asked(tally, PROXY, '203.0.113.9');
    asked(tally, PROXY, '203.0.113.10');
    asked(tally, PROXY, '203.0.113.9');
    for (let count = 0; count < 9_999; count++) asked(tally, PROXY, `198.18.${count >> 8}.${count & 255}`);
    assert.deepEqual([tally.of('203.0.113.9'), tally.of('203.0.113.10')], [PROXY, null]);
  });
});
