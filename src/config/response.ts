import { z } from 'zod';
import { LEVELS } from '../model/level.ts';
import { parseDuration } from '../model/time.ts';
import { isAddressOrRange } from './address-range.ts';

const text = z.string().min(1);

const address = z
  .string()
  .refine(isAddressOrRange, { error: 'an address or a range, such as 192.0.2.1 or 10.0.0.0/8' });

const duration = z.string().transform((written, context) => {
  const milliseconds = parseDuration(written);
  if (milliseconds !== null && milliseconds > 0) return milliseconds;
  context.addIssue('a duration such as 10s, 30m or 7d');
  return z.NEVER;
});

const container = z.strictObject({ container: text, privileged: z.boolean().default(false) }).readonly();

const automatic = z
  .strictObject({
    mode: z.enum(['off', 'simulate', 'on']).default('off'),
    level: z.enum(LEVELS).default('high'),
    confidence: z.int().min(0).max(3).default(2),
    count: z.int().min(1).max(1_000_000).default(5),
    rules: z.array(text).readonly().default([]),
    max_per_minute: z.int().min(1).max(10_000).default(10),
    majority_percent: z.int().min(1).max(100).default(50),
    private_addresses: z.boolean().default(false),
  })
  .readonly();

/** What carries bans out, and when bans are made without anybody. */
export const responseSchema = z
  .strictObject({
    nftables: z.boolean().default(false),
    iptables: z.boolean().default(false),
    ipset: z.boolean().default(false),
    docker: z.array(container).readonly().default([]),
    fail2ban: z.array(text).readonly().default([]),
    crowdsec: z.boolean().default(false),
    hooks: z.array(z.array(text).min(1).readonly()).readonly().default([]),
    sudo: z.boolean().default(false),
    doas: z.boolean().default(false),
    timeout: duration.prefault('10s'),
    docker_socket: text.nullable().default(null),
    trusted_proxies: z.array(address).readonly().default([]),
    forwarded_for: z.boolean().default(true),
    longest_ban: duration.prefault('7d'),
    automatic: automatic.prefault({}),
  })
  .readonly();
