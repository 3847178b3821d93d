import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrustedProxies } from '../../../src/engine/parse/web/forwarded.ts';
import { readLines } from './reading.ts';

const COLUMNS = '#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-win32-status';
const line = (status: string, address = '192.0.2.1'): string =>
  `2026-11-20 08:00:00 ${address} POST /owa ${status}`;

test('a password that IIS itself found wrong is a request and a refused login', () => {
  const { events } = readLines('w3c', [COLUMNS, line('401 1326'), line('401 2148074252')]);
  assert.deepEqual(
    events.map(({ category, login, outcome, srcIp }) => [category, login, outcome, srcIp]),
    [1, 2].flatMap(() => [
      ['web', false, 'failure', '192.0.2.1'],
      ['authentication', true, 'failure', '192.0.2.1'],
    ]),
  );
});

test('that IIS asks for a login is no refused login', () => {
  const { events } = readLines('w3c', [COLUMNS, line('401 5'), line('401 2148074254'), line('401 0')]);
  assert.deepEqual(
    events.map(({ login }) => login),
    [false, false, false],
  );
});

test('the columns are known after the parser was saved, and time is UTC whatever the zone', () => {
  const read = readLines('w3c', [COLUMNS, line('200 0'), line('200 0', '192.0.2.2')], {
    saveAfter: 2,
    timeZone: 'America/New_York',
  });
  assert.deepEqual(
    read.events.map(({ srcIp, time }) => [srcIp, new Date(time).toISOString()]),
    [
      ['192.0.2.1', '2026-11-20T08:00:00.000Z'],
      ['192.0.2.2', '2026-11-20T08:00:00.000Z'],
    ],
  );
});

test('times that are said to be local are read in the zone of the configuration', () => {
  const { events } = readLines('w3c', ['#Time Format: Local', COLUMNS, line('200 0')], {
    timeZone: 'Europe/Paris',
  });
  assert.equal(new Date(events[0]?.time ?? 0).toISOString(), '2026-11-20T07:00:00.000Z');
});

test('X-Forwarded-For of a trusted proxy names the client', () => {
  const columns = '#Fields: date time c-ip cs-method cs-uri-stem sc-status X-Forwarded-For';
  const { events } = readLines('w3c', [columns, `${line('200', '10.0.0.1')} 203.0.113.9,+192.0.2.66`], {
    proxies: new TrustedProxies(['10.0.0.0/8']),
  });
  assert.deepEqual(
    events.map(({ srcIp }) => srcIp),
    ['192.0.2.66'],
  );
});

test('a request that IIS wrote is for rules of IIS, and one that another server wrote is not', () => {
  const iis = '#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-win32-status';
  const other = '#Fields: date time c-ip cs-method cs-uri-stem sc-status';
  const sourcesOf = (columns: string, line: string) =>
    readLines('w3c', [columns, line]).events.map(({ logsource }) => logsource);
  assert.deepEqual(sourcesOf(iis, '2026-11-20 08:00:00 10.0.0.9 GET /x 200 0'), [
    { category: 'webserver', product: 'windows', service: 'iis' },
  ]);
  assert.deepEqual(sourcesOf(other, '2026-11-20 08:00:00 10.0.0.9 GET /x 200'), [
    { category: 'webserver', service: 'access' },
  ]);
});

test('what a proxy that people use writes is told apart from what a web server does', () => {
  const columns =
    '#Fields: date time c-ip cs-method cs-uri-scheme cs-host cs-uri-path sc-status cs(User-Agent)';
  const proxied = '2026-11-20 08:00:00 10.0.0.9 GET http example.net /x 200 "Mozilla/5.0 (X11; Linux)"';
  const { events } = readLines('w3c', [columns, proxied]);
  assert.deepEqual(
    events.map(({ logsource, fields }) => [logsource, fields['cs-host'], fields['cs-user-agent']]),
    [[{ category: 'proxy' }, 'example.net', 'Mozilla/5.0 (X11; Linux)']],
  );
});
