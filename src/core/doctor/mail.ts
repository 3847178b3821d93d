import { sendMail, trySmtp } from '../../notify/smtp.ts';
import type { Clock } from '../../platform/clock.ts';
import { sectionsHtml } from '../../report/notice/html.ts';
import type { MailSettings } from '../notices/channel-settings.ts';
import { type Check, type CheckResult, failed, ok } from './check.ts';

const EXAMPLES = 'docs/notifications.md has examples.';
const REMEDY = `Correct notify.mail in the configuration; ${EXAMPLES}`;

type MailCheckOptions = {
  readonly settings: MailSettings;
  /** Send a mail too, so that somebody sees it arrive. */
  readonly sendTest: boolean;
  readonly host: string;
  readonly clock: Clock;
};

/** Whether the mail server takes our connection, our encryption and our login; a mail is sent only when asked for. */
export function mailCheck({ settings, sendTest, host, clock }: MailCheckOptions): Check {
  const server = `${settings.host}:${settings.port}`;
  return {
    part: 'mail',
    async run() {
      const problem = await trySmtp(settings);
      if (problem !== null) return [failed(server, withoutServer(problem, server), remedyFor(problem))];
      const isIn = settings.user === null ? 'it takes our connection' : 'it lets us in';
      const first = ok(server, sendTest ? isIn : `${isIn}; --test-mail sends a mail as well`);
      return sendTest ? [first, await sendTestMail(settings, host, clock)] : [first];
    },
  };
}

/** For one who asks for a test mail where no mail is configured. */
export const noMailCheck: Check = {
  part: 'mail',
  run: () =>
    Promise.resolve([
      failed('test mail', 'no mail is configured, so none was sent', `Write notify.mail. ${EXAMPLES}`),
    ]),
};

async function sendTestMail(settings: MailSettings, host: string, clock: Clock): Promise<CheckResult> {
  const subject = `[soc-console] TEST ${host}: mail works`;
  const text = `soc-console on ${host} can send alerts to this address.`;
  const attempt = await sendMail(settings, {
    ...{ id: `test/${clock.now()}`, thread: 'test', host, subject, text: `${text}\n` },
    html: sectionsHtml(subject, [{ kind: 'prose', title: '', paragraphs: [text] }], 'en'),
    headers: { 'X-Soc-Console': 'test' },
  });
  const to = settings.to.join(', ');
  return attempt.kind === 'sent'
    ? ok(to, 'the server took a test mail')
    : failed(to, attempt.problem, remedyFor(attempt.problem));
}

const REMEDIES: readonly (readonly [problem: RegExp, remedy: string])[] = [
  [
    /STARTTLS|\bETLS\b/,
    'It offers no encryption: write "security: none" beside smtp when it is on this machine; else look for its smtps:// port.',
  ],
  [/speaks no TLS/, 'Write smtp:// instead of smtps://: it is encrypted by STARTTLS then.'],
  [
    /certificate|altnames/i,
    'Name the server as its certificate does; where its authority is your own, name that in ca_file beside smtp.',
  ],
  [/\bEAUTH\b|\b535\b/, 'Correct the user in smtp, and what password_file or password_env holds.'],
];

function remedyFor(problem: string): string {
  return REMEDIES.find(([pattern]) => pattern.test(problem))?.[1] ?? REMEDY;
}

function withoutServer(problem: string, server: string): string {
  return problem.startsWith(`${server}: `) ? problem.slice(server.length + 2) : problem;
}
