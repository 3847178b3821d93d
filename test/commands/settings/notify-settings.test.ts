import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { notifySettings } from '../../../src/commands/settings/notify-settings.ts';
import { notifySchema } from '../../../src/config/notify.ts';

function mailAt(smtp: string) {
  const mail = { smtp, from: 'soc@example.org', to: ['ops@example.org'] };
  const parsed = notifySchema.safeParse({ mail });
  if (!parsed.success) return parsed.error.issues[0]?.message;
  const settings = notifySettings(parsed.data).mail;
  return settings && [settings.host, settings.port, settings.security, settings.user];
}

describe('the address of a mail server says how it is reached:', () => {
  const cases: readonly [address: string, reached: readonly unknown[]][] = [
    ['smtp://mail.example.org', ['mail.example.org', 587, 'starttls', null]],
    ['smtp://mail.example.org:25', ['mail.example.org', 25, 'starttls', null]],
    ['smtps://soc@mail.example.org', ['mail.example.org', 465, 'tls', 'soc']],
    ['smtps://soc%40example.org@[2001:db8::1]:4465', ['2001:db8::1', 4465, 'tls', 'soc@example.org']],
    // Where STARTTLS is asked for on it, both sides wait for the other to begin.
    ['smtp://mail.example.org:465', ['mail.example.org', 465, 'tls', null]],
  ];
  for (const [address, reached] of cases)
    test(address, () => {
      assert.deepEqual(mailAt(address), reached);
    });
});

test('a name in it that is no text is told as a mistake', () => {
  for (const name of ['50%off', '%c3', '%'])
    assert.match(String(mailAt(`smtps://${name}@mail.example.org`)), /%25/);
});
