import { z } from 'zod';
import { LEVELS } from '../model/level.ts';
import { MINUTE_MS, parseDuration } from '../model/time.ts';

/** An alert that waits longer is none. */
const LONGEST_SETTLE_MS = 10 * MINUTE_MS;

const text = z.string().min(1);
const level = z.enum(LEVELS);

const duration = z.string().transform((written, context) => {
  const milliseconds = parseDuration(written);
  if (milliseconds !== null && milliseconds > 0) return milliseconds;
  context.addIssue('a duration such as 15m or 1h');
  return z.NEVER;
});

const durationOrNone = z.string().transform((written, context) => {
  const milliseconds = parseDuration(written);
  if (milliseconds !== null && milliseconds <= LONGEST_SETTLE_MS) return milliseconds;
  context.addIssue('a duration of at most 10m, such as 5s or 0s');
  return z.NEVER;
});

/** `Name <user@host>` or the address alone. */
const mailbox = z
  .string()
  .regex(
    /^(?:[^<>@,;"\r\n]{0,100}<)?[^\s<>@,;"]{1,64}@[^\s<>@,;"]{1,255}>?$/,
    'an address such as soc@example.org, or Name <soc@example.org>',
  );

const webAddress = z.string().refine((written) => /^https?:\/\//.test(written) && URL.canParse(written), {
  error: 'an address such as https://example.org/hook',
});

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== null;
  } catch {
    return false;
  }
}

/** `smtp://HOST`, `smtps://USER@HOST:PORT`; a password in it would be in a file that others read. */
const smtpAddress = z.string().refine(
  (written) => {
    if (!/^smtps?:\/\//.test(written) || !URL.canParse(written)) return false;
    const { hostname, username, password } = new URL(written);
    return hostname !== '' && password === '' && isDecodable(username);
  },
  {
    error:
      'an address such as smtps://user@mail.example.org:465 (a % in the name is written %25); the password goes into password_file',
  },
);

const limits = {
  at_once: level.default('high'),
  digest: z.enum([...LEVELS, 'off']).default('low'),
  digest_every: duration.prefault('15m'),
  max_per_hour: z.int().min(1).max(10_000).default(12),
};

const mail = z
  .strictObject({
    smtp: smtpAddress,
    security: z.enum(['tls', 'starttls', 'none']).nullable().default(null),
    password_env: text.nullable().default(null),
    password_file: text.nullable().default(null),
    ca_file: text.nullable().default(null),
    from: mailbox,
    to: z.array(mailbox).min(1).readonly(),
    ...limits,
  })
  .readonly();

/** What a channel for programs is told, unless it says otherwise: alerts one by one, and no digests. */
const forPrograms = {
  at_once: level.default('medium'),
  max_per_hour: z.int().min(1).max(100_000).default(600),
};

const webhook = z
  .strictObject({
    url: webAddress,
    shape: z.enum(['json', 'ecs', 'ocsf', 'eve', 'slack', 'ntfy']).default('json'),
    token_env: text.nullable().default(null),
    token_file: text.nullable().default(null),
    ...limits,
    max_per_hour: z.int().min(1).max(10_000).default(60),
  })
  .readonly();

const command = z.strictObject({ run: z.array(text).min(1).readonly(), ...forPrograms }).readonly();

const file = z
  .strictObject({
    path: text,
    shape: z.enum(['json', 'ecs', 'ocsf', 'eve', 'cef']).default('json'),
    max_mb: z.int().min(1).max(10_000).default(100),
    keep: z.int().min(1).max(100).default(5),
    at_once: level.default('low'),
  })
  .readonly();

const syslog = z
  .strictObject({
    to: z
      .string()
      .regex(
        /^(?:udp|tcp):\/\/(?:\[[\da-fA-F:]+\]|[\w.-]+):\d{1,5}$/,
        'an address such as udp://192.0.2.1:514',
      ),
    shape: z.enum(['cef', 'json', 'ecs', 'ocsf', 'eve']).default('cef'),
    ...forPrograms,
  })
  .readonly();

/** Whom alerts are sent to while nobody looks. */
export const notifySchema = z
  .strictObject({
    language: z.enum(['en', 'fr']).default('en'),
    settle: durationOrNone.prefault('5s'),
    mail: mail.nullable().default(null),
    webhooks: z.array(webhook).readonly().default([]),
    commands: z.array(command).readonly().default([]),
    files: z.array(file).readonly().default([]),
    syslog: z.array(syslog).readonly().default([]),
  })
  .readonly();

export type NotifyConfig = z.output<typeof notifySchema>;
