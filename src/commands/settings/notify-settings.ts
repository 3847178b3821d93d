import type { NotifyConfig } from '../../config/notify.ts';
import {
  type MailSettings,
  type NotifySettings,
  type WebhookSettings,
  WITHOUT_DIGEST,
} from '../../core/notices/channel-settings.ts';
import type { SecretSource } from '../../notify/secret.ts';

const MEBIBYTE = 1024 * 1024;

/** What the core is told of the section `notify`. */
export function notifySettings({ language, settle, mail, ...programs }: NotifyConfig): NotifySettings {
  return {
    language,
    settle,
    mail: mail === null ? null : mailSettings(mail),
    webhooks: programs.webhooks.map(webhookSettings),
    commands: programs.commands.map(({ run, at_once, max_per_hour }) => {
      return { run, atOnce: at_once, maxPerHour: max_per_hour, ...WITHOUT_DIGEST };
    }),
    files: programs.files.map(({ path, shape, max_mb, keep, at_once }) => {
      const limits = { atOnce: at_once, maxPerHour: Number.POSITIVE_INFINITY, ...WITHOUT_DIGEST };
      return { path, shape, maxBytes: max_mb * MEBIBYTE, keep, ...limits };
    }),
    syslog: programs.syslog.map(({ to, shape, at_once, max_per_hour }) => {
      const { protocol, hostname, port } = new URL(to);
      const transport = protocol === 'tcp:' ? 'tcp' : 'udp';
      const receiver = { transport, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) } as const;
      return { receiver, shape, atOnce: at_once, maxPerHour: max_per_hour, ...WITHOUT_DIGEST };
    }),
  };
}

/** The hosts that alerts go to: banning one of them would silence us. */
export function notifyHosts(settings: NotifySettings): { readonly host: string; readonly why: string }[] {
  const why = 'alerts are sent to it';
  return [
    ...(settings.mail === null ? [] : [settings.mail.host]),
    ...settings.webhooks.map(({ url }) => new URL(url).hostname.replace(/^\[|\]$/g, '')),
    ...settings.syslog.map(({ receiver }) => receiver.host),
  ].map((host) => ({ host, why }));
}

/** Encrypted from the first byte, whatever the address calls it: who asks for STARTTLS there waits for a greeting for ever. */
const TLS_PORT = '465';

function mailSettings(mail: NonNullable<NotifyConfig['mail']>): MailSettings {
  const { protocol, hostname, port, username } = new URL(mail.smtp);
  const isTls = protocol === 'smtps:';
  const security = mail.security ?? (isTls || port === TLS_PORT ? 'tls' : 'starttls');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (security === 'tls' ? 465 : 587) : Number(port),
    security,
    user: username === '' ? null : decodeURIComponent(username),
    password: secretOf(mail.password_env, mail.password_file),
    caFile: mail.ca_file,
    from: mail.from,
    to: mail.to,
    ...limitsOf(mail),
  };
}

function webhookSettings(webhook: NotifyConfig['webhooks'][number]): WebhookSettings {
  const { url, shape, token_env, token_file } = webhook;
  return { url, shape, token: secretOf(token_env, token_file), ...limitsOf(webhook) };
}

type WrittenLimits = Pick<
  NotifyConfig['webhooks'][number],
  'at_once' | 'digest' | 'digest_every' | 'max_per_hour'
>;

function limitsOf({ at_once, digest, digest_every, max_per_hour }: WrittenLimits) {
  return {
    atOnce: at_once,
    digest: digest === 'off' ? null : digest,
    digestEvery: digest_every,
    maxPerHour: max_per_hour,
  };
}

function secretOf(name: string | null, path: string | null): SecretSource {
  if (path !== null) return { from: 'file', path };
  return name === null ? { from: 'nowhere' } : { from: 'environment', name };
}
