import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lokiSettings } from '../../../src/clients/loki/settings.ts';
import { UserError } from '../../../src/model/user-error.ts';

describe('settings are those of logcli:', () => {
  test('nothing set: Loki on this machine', () => {
    const { address, orgId, login } = lokiSettings({});
    assert.deepEqual([address, orgId, login], ['http://localhost:3100', null, null]);
  });

  test('address behind a gateway, tenant, name and password', () => {
    const settings = lokiSettings({
      LOKI_ADDR: 'https://logs.example:8443/loki-gateway/',
      LOKI_ORG_ID: 'team-a',
      LOKI_USERNAME: 'ana',
      LOKI_PASSWORD: 'p:w',
    });
    assert.equal(settings.address, 'https://logs.example:8443/loki-gateway');
    assert.equal(settings.orgId, 'team-a');
    assert.deepEqual(settings.login, { by: 'password', username: 'ana', password: 'p:w' });
  });

  test('certificates, and whether they are looked at', () => {
    const { tls } = lokiSettings({ LOKI_CA_CERT_PATH: '/ca.pem', LOKI_TLS_SKIP_VERIFY: 'true' });
    assert.deepEqual(tls, { caFile: '/ca.pem', certFile: null, keyFile: null, skipVerify: true });
  });
});

describe('settings that cannot be meant are refused:', () => {
  const refused: readonly (readonly [why: string, env: Readonly<Record<string, string>>])[] = [
    ['no scheme', { LOKI_ADDR: 'loki:3100' }],
    ['another scheme', { LOKI_ADDR: 'file:///etc/passwd' }],
    ['a password in the address', { LOKI_ADDR: 'http://ana:secret@loki:3100' }],
    ['two ways to log in', { LOKI_USERNAME: 'ana', LOKI_PASSWORD: 'secret', LOKI_BEARER_TOKEN: 'token' }],
  ];
  for (const [why, env] of refused) {
    test(`${why}, and no secret is repeated`, () => {
      assert.throws(
        () => lokiSettings(env),
        (error) => error instanceof UserError && !/secret|token$/.test(error.message + error.hint),
      );
    });
  }
});

test('the path of the API, copied along, is left out', () => {
  for (const path of ['/loki/api/v1', '/loki/api/v1/', '/loki/api/v1/push', '/loki/api/v1/query_range'])
    assert.equal(lokiSettings({ LOKI_ADDR: `http://loki:3100${path}` }).address, 'http://loki:3100');
  const { address } = lokiSettings({ LOKI_ADDR: 'https://gw.example/tenant/loki/api/v1' });
  assert.equal(address, 'https://gw.example/tenant');
});
