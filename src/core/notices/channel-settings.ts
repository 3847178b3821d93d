import type { ChannelPolicy } from '../../model/notice.ts';
import { type DurationMs, MINUTE_MS } from '../../model/time.ts';
import type { SecretSource } from '../../notify/secret.ts';
import type { SmtpSettings } from '../../notify/smtp.ts';
import type { SyslogReceiver } from '../../notify/syslog.ts';
import type { Shape } from '../../report/notice/shapes.ts';
import type { Language } from '../../report/notice/words.ts';

export type Limits = Omit<ChannelPolicy, 'name'>;

export type MailSettings = SmtpSettings & Limits;

export type WebhookSettings = Limits & {
  readonly url: string;
  readonly shape: 'json' | 'ecs' | 'ocsf' | 'eve' | 'slack' | 'ntfy';
  readonly token: SecretSource;
};

/** Whom alerts are sent to: plain data, because the core may be in another thread. Secrets are named, not given. */
export type NotifySettings = {
  readonly language: Language;
  /** How long a new alert is given to grow before it is sent. */
  readonly settle: DurationMs;
  readonly mail: MailSettings | null;
  readonly webhooks: readonly WebhookSettings[];
  readonly commands: readonly (Limits & { readonly run: readonly string[] })[];
  readonly files: readonly (Limits & {
    readonly path: string;
    readonly shape: Shape;
    readonly maxBytes: number;
    readonly keep: number;
  })[];
  readonly syslog: readonly (Limits & { readonly receiver: SyslogReceiver; readonly shape: Shape })[];
};

/** Of channels that programs read: no digests. */
export const WITHOUT_DIGEST = { digest: null, digestEvery: MINUTE_MS } as const;

/** The variables that hold passwords and tokens. */
export function secretVariables({
  mail,
  webhooks,
}: Pick<NotifySettings, 'mail' | 'webhooks'>): readonly string[] {
  const sources = [...(mail === null ? [] : [mail.password]), ...webhooks.map(({ token }) => token)];
  return sources.flatMap((source) => (source.from === 'environment' ? [source.name] : []));
}
