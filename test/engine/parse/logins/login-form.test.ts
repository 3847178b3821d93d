import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loginForm } from '../../../../src/engine/parse/logins/login-form.ts';

const REFUSED = { outcome: 'failure', protocol: 'https' } as const;

function addressIn(text: string, ...patterns: readonly string[]): string | null | undefined {
  return loginForm('x-refused', REFUSED, patterns).read(text)?.address;
}

describe('a login form', () => {
  test('tells the account, the address without its port, and how it was tried', () => {
    const form = loginForm('x-refused', REFUSED, ['no: {user} at {address}\\.']);
    assert.deepEqual(form.read('no: al ice at [2001:db8::7]:443.'), {
      ...{ form: 'x-refused', user: 'al ice', outcome: 'failure', login: true, address: '2001:db8::7' },
      ...{ attempts: 1, fields: { auth_method: 'password', protocol: 'https' } },
    });
    assert.equal(form.read('no: alice at 192.0.2.7'), null);
    assert.equal(form.read('so no: alice at 192.0.2.7.'), null);
  });

  test('leaves out the end of a sentence, and no end of an address', () => {
    for (const address of ['192.0.2.7', '2001:db8::7', '2001:db8::'])
      assert.equal(addressIn(`${address}: no`, '{address}: no'), address);
    assert.equal(addressIn('from 192.0.2.7.', 'from {address}\\.?'), '192.0.2.7');
  });

  test('names nobody where the words of the message stand in what the client chose', () => {
    const pattern = '{user} from {address}: {text}';
    assert.equal(addressIn('alice from 192.0.2.7: no', pattern), '192.0.2.7');
    assert.equal(addressIn('x from 198.51.100.9: y from 192.0.2.7: no', pattern), null);
  });

  test('names nobody where they stand before and behind the address, with the same address in both', () => {
    const hostile = 'x from 198.51.100.9: ';
    const text = `${hostile} from 192.0.2.7: no ${hostile}`;
    assert.equal(addressIn(text, '{user} from {address}: {text}'), null);
  });

  test('names nobody where two patterns find two addresses', () => {
    const patterns = ['no {text} by {address}', 'no {address} {text}'];
    assert.equal(addressIn('no password by 192.0.2.7', ...patterns), '192.0.2.7');
    assert.equal(addressIn('no 192.0.2.7 by 198.51.100.9', ...patterns), null);
  });
});
