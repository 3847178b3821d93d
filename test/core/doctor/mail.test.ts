import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailCheck } from '../../../src/core/doctor/mail.ts';
import { type MailSettings, WITHOUT_DIGEST } from '../../../src/core/notices/channel-settings.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type MailServerOptions, mailServer } from '../../support/mail-server.ts';

function settingsOf(part: Partial<MailSettings>): MailSettings {
  return {
    ...{ host: '127.0.0.1', port: 25, security: 'none', user: null, password: { from: 'nowhere' } },
    ...{ caFile: null, from: 'SOC <soc@example.org>', to: ['ops@example.org'] },
    ...{ atOnce: 'high', maxPerHour: 12, ...WITHOUT_DIGEST },
    ...part,
  };
}

describe('a mail server that does not take us: what is wrong, and what to write', () => {
  const cases: readonly [
    what: string,
    server: MailServerOptions,
    settings: Partial<MailSettings>,
    said: RegExp,
    remedy: RegExp,
  ][] = [
    [
      'no encryption',
      { disabledCommands: ['STARTTLS'] },
      { security: 'starttls' },
      /STARTTLS/,
      /"security: none"/,
    ],
    ['STARTTLS where TLS is asked for', {}, { security: 'tls' }, /: it speaks no TLS there/, /smtp:\/\//],
    ['a certificate of its own', { secure: true }, { security: 'tls' }, /certificate/, /ca_file/],
    [
      'another password',
      { onAuth: (_auth, _session, done) => done(new Error('wrong')), allowInsecureAuth: true },
      { security: 'none', user: 'soc', password: { from: 'environment', name: 'PATH' } },
      /535|EAUTH/,
      /password_file/,
    ],
  ];
  for (const [what, server, settings, said, remedy] of cases) {
    test(what, async (t) => {
      const { port } = await mailServer(t, server);
      const check = mailCheck({
        settings: settingsOf({ port, ...settings }),
        ...{ sendTest: false, host: 'vm', clock: systemClock },
      });
      const [result] = await check.run(new AbortController().signal);
      assert.equal(result?.state, 'failed');
      assert.match(`${result?.what}: ${result?.why}`, said);
      assert.match(result?.remedy ?? '', remedy);
    });
  }
});
