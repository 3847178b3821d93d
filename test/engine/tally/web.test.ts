import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Web } from '../../../src/engine/tally/web.ts';
import type { AlertClass } from '../../../src/model/alerts/alert.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';

const AT = Date.UTC(2026, 10, 21);

function request(srcIp: string, outcome: LogEvent['outcome'], second = 0): LogEvent {
  const ref = { source: 'access.log', line: second };
  return { category: 'web', srcIp, srcHost: null, outcome, time: AT + 1000 * second, ref } as LogEvent;
}

function tally(...requests: readonly (readonly [LogEvent, ...AlertClass[]])[]): Web {
  const web = new Web();
  for (const [event, ...classes] of requests) web.add(event, classes);
  return web;
}

test('of attacks it is known how many were answered without an error; a request of two classes counts once', () => {
  const web = tally(
    [request('192.0.2.1', 'failure'), 'sqli', 'scanner'],
    [request('192.0.2.1', 'success', 2), 'sqli'],
    [request('192.0.2.1', null, 3), 'lfi'],
    [request('192.0.2.1', 'success', 4)],
  );
  assert.deepEqual(web.find('192.0.2.1'), {
    ...{ ip: '192.0.2.1', requests: 4, errors: 1, attacked: 3, passed: 1 },
    ...{ first: AT, last: AT + 4000, attacks: { sqli: 2, scanner: 1, lfi: 1 } },
  });
});

test('what is saved goes on where it was', () => {
  const before = tally([request('192.0.2.1', 'success'), 'sqli'], [request('shop.example', 'failure')]);
  const web = new Web();
  web.restore(JSON.parse(JSON.stringify(before.save())));
  web.add(request('192.0.2.1', 'success', 1), ['sqli']);
  assert.deepEqual(
    [...web.inOrder()].map(({ ip, requests, attacked, passed }) => [ip, requests, attacked, passed]),
    [
      ['192.0.2.1', 2, 2, 2],
      ['shop.example', 1, 0, 0],
    ],
  );
});
