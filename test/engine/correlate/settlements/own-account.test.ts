/** Accounts of people, who may have typed a password. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnAccount } from '../../../../src/engine/correlate/settlements/own-account.ts';

const isOwn = (user: string, authMethod?: string): boolean => isOwnAccount({ user, authMethod, fields: {} });

test('accounts of systems and services belong to nobody in person, however they are written', () => {
  for (const user of ['root', 'Root', 'Administrateur', 'CORP\\Administrator', 'admin@corp.example', 'A/SA'])
    assert.equal(isOwn(user), false, user);
  for (const user of ['alice', 'CORP\\bob', 'rooty', 'carol@admin.example', '@', '', 'root\\dave'])
    assert.equal(isOwn(user), true, user);
});

test('who gets in without a password did not mistype one', () => {
  assert.equal(isOwn('alice', 'publickey'), false);
  assert.equal(isOwn('alice', 'keyboard-interactive/pam'), true);
  assert.equal(isOwnAccount({ user: 'alice', fields: { auth_method: 'publickey' } }), false);
});
