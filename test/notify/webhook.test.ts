import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { WebhookSettings } from '../../src/core/notices/channel-settings.ts';
import { channelsOf } from '../../src/core/notices/channels.ts';
import type { Notice } from '../../src/model/notice.ts';
import { alertMessage } from '../../src/report/notice/message.ts';
import { alertOf } from '../core/record/alert-of.ts';
import { httpReceiver } from '../support/http-receiver.ts';

const NOTICE: Notice = {
  ...{ id: 'n1', channel: 'webhook', kind: 'alert', state: 'waiting', createdAt: 0, dueAt: 0, sentAt: null },
  ...{ alertIds: ['a1'], unnamed: 0, attempts: 0, problem: null },
};

const HOSTILE = '<!channel> `x` ```\u001b[2J\u202e <https://evil.example|click> @here\r\nX: y';

function message() {
  const alert = alertOf({
    level: 'high',
    users: [HOSTILE],
    evidence: [{ source: 'a.log', line: 1, time: 0, raw: HOSTILE }],
  });
  const context = { alert, rule: null, others: [], decisions: [] };
  return alertMessage(NOTICE, context, { host: 'web01', language: 'en' });
}

function send(
  url: string,
  shape: WebhookSettings['shape'] = 'json',
  token: WebhookSettings['token'] = { from: 'nowhere' },
) {
  const limits = { atOnce: 'high', digest: null, digestEvery: 1, maxPerHour: 9 } as const;
  const nobody = { language: 'en', settle: 0, mail: null, commands: [], files: [], syslog: [] } as const;
  const [channel] = channelsOf({ ...nobody, webhooks: [{ url, shape, token, ...limits }] });
  assert.ok(channel);
  return channel.send(message());
}

test('the alert arrives as JSON that gives every character back', async (t) => {
  const { got, url } = await httpReceiver(t);
  assert.deepEqual(await send(url), { kind: 'sent' });
  const body = JSON.parse(got[0]?.body ?? '') as { alerts: { users: string[] }[]; id: string; host: string };
  assert.deepEqual([body.id, body.host, body.alerts[0]?.users], ['n1', 'web01', [HOSTILE]]);
  assert.doesNotMatch(got[0]?.body ?? '', /[\u001b\u202e]/);
});

test('Slack: nothing in it is a mention, a link or the end of the block', async (t) => {
  const { got, url } = await httpReceiver(t);
  await send(url, 'slack');
  const { text } = JSON.parse(got[0]?.body ?? '') as { text: string };
  assert.doesNotMatch(text, /<[!@#h]/);
  assert.equal(text.split('```').length, 3);
});

test('ntfy: title, priority and text; no header of an attacker', async (t) => {
  const { got, url } = await httpReceiver(t);
  await send(url, 'ntfy');
  assert.equal(got[0]?.headers.title, '[soc-console] HIGH web01: Rule: 203.0.113.7');
  assert.equal(got[0]?.headers.priority, 'high');
  assert.equal(got[0]?.headers.x, undefined);
});

for (const shape of ['ecs', 'ocsf', 'eve'] as const) {
  test(`${shape}: an object that names the address`, async (t) => {
    const { got, url } = await httpReceiver(t);
    await send(url, shape);
    assert.match(JSON.stringify(JSON.parse(got[0]?.body ?? '')), /203\.0\.113\.7/);
  });
}

test('the same message has the same key however it is sent, for receivers that leave the second one out', async (t) => {
  const { got, url } = await httpReceiver(t);
  for (const shape of ['json', 'slack', 'json'] as const) await send(url, shape);
  const keys = new Set(got.map(({ headers }) => headers['idempotency-key']));
  assert.deepEqual([got.length, keys.size], [3, 1]);
  assert.match(String([...keys][0]), /^"[\da-f]{32}"$/);
});

test('a token goes into the header, and is read from where it is', async (t) => {
  process.env.SOC_TEST_TOKEN = 'tok';
  t.after(() => delete process.env.SOC_TEST_TOKEN);
  const { got, url } = await httpReceiver(t);
  await send(url, 'json', { from: 'environment', name: 'SOC_TEST_TOKEN' });
  assert.equal(got[0]?.headers.authorization, 'Bearer tok');
});

for (const [code, kind] of [
  [500, 'failed'],
  [429, 'failed'],
  [404, 'failed'],
  [400, 'refused'],
  [302, 'refused'],
] as const) {
  test(`an answer of ${code} is ${kind}; the secret in the address is not told`, async (t) => {
    const { got, url } = await httpReceiver(t, () => code);
    const attempt = await send(url);
    assert.equal(attempt.kind, kind);
    assert.match('problem' in attempt ? attempt.problem : '', new RegExp(`127.0.0.1:\\d+ answered ${code}`));
    assert.doesNotMatch('problem' in attempt ? attempt.problem : '', /s3cret/);
    assert.equal(got.length, 1);
  });
}

test('nobody there: tried again, and said why', async (t) => {
  const { url, close } = await httpReceiver(t);
  await close();
  assert.match(JSON.stringify(await send(url)), /failed.*127\.0\.0\.1:\d+: .*ECONNREFUSED/);
});

test('a name and a password in the address are its login; a token goes before them', async (t) => {
  const { got, url } = await httpReceiver(t);
  const withLogin = url.replace('http://', 'http://joe:s%40cret%zz@');
  assert.deepEqual(await send(withLogin), { kind: 'sent' });
  const basic = `Basic ${Buffer.from('joe:s%40cret%zz').toString('base64')}`;
  assert.equal(got[0]?.headers.authorization, basic);
  assert.deepEqual(await send(url.replace('http://', 'http://joe:s%40cret@')), { kind: 'sent' });
  assert.equal(got[1]?.headers.authorization, `Basic ${Buffer.from('joe:s@cret').toString('base64')}`);
  process.env.SOC_TEST_TOKEN = 't0ken';
  t.after(() => delete process.env.SOC_TEST_TOKEN);
  await send(withLogin, 'json', { from: 'environment', name: 'SOC_TEST_TOKEN' });
  assert.equal(got[2]?.headers.authorization, 'Bearer t0ken');
});

test('why it could not be sent tells neither address nor token', async (t) => {
  const { url, close } = await httpReceiver(t);
  process.env.SOC_TEST_TOKEN = 't0ken\u2192';
  t.after(() => delete process.env.SOC_TEST_TOKEN);
  const withLogin = url.replace('http://', 'http://joe:s3cret@');
  const withToken = await send(withLogin, 'json', { from: 'environment', name: 'SOC_TEST_TOKEN' });
  await close();
  const withoutServer = await send(withLogin);
  for (const attempt of [withToken, withoutServer]) {
    assert.equal(attempt.kind, 'failed');
    assert.doesNotMatch(JSON.stringify(attempt), /s3cret|t0ken|joe|hook/);
  }
});

test('of an answer without end the beginning is read', async (t) => {
  const server = createServer((_, response) => {
    response.writeHead(500);
    const more = (): void => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const attempt = await send(`http://127.0.0.1:${port}/`);
  assert.ok(attempt.kind === 'failed');
  assert.match(attempt.problem, /^127\.0\.0\.1:\d+ answered 500: x{200}$/);
});
