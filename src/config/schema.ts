import { z } from 'zod';
import { GLYPH_TIERS, THEME_NAMES } from '../model/appearance.ts';
import { LEVELS } from '../model/level.ts';
import { parseDuration } from '../model/time.ts';
import { isAddressOrRange } from './address-range.ts';
import { FPS, INPUT_FORMATS } from './choices.ts';
import { intelligenceSchema } from './intelligence.ts';
import { lokiSchema } from './loki.ts';
import { notifySchema } from './notify.ts';
import { responseSchema } from './response.ts';
import { canonicalTimeZone, nearestTimeZone } from './timezone.ts';

const path = z.string().min(1);
const hour = z.int().min(0).max(23);

const timeZone = z.string().transform((name, context) => {
  const canonical = canonicalTimeZone(name);
  if (canonical !== null) return canonical;
  context.addIssue({
    code: 'custom',
    message: 'a time zone, such as UTC, Europe/Paris or "+02:00"',
    params: { nearest: nearestTimeZone(name) },
  });
  return z.NEVER;
});

/** Milliseconds, or null for a ban without end. */
const banDuration = z.string().transform((text, context) => {
  if (text === 'forever') return null;
  const duration = parseDuration(text);
  if (duration !== null && duration > 0) return duration;
  context.addIssue('a duration such as 30m, 12h or 7d, or forever');
  return z.NEVER;
});

const address = z
  .string()
  .refine(isAddressOrRange, { error: 'an address or a range, such as 192.0.2.1 or 10.0.0.0/8' });

const source = z
  .strictObject({
    path,
    format: z.enum(INPUT_FORMATS).nullable().default(null),
    label: z.string().min(1).nullable().default(null),
    detection: z.enum(['here', 'loki']).default('here'),
    when_full: z.enum(['wait', 'shed']).default('wait'),
  })
  .readonly();

/** The configuration file: its types, its defaults and its checks all come from here. */
export const configSchema = z
  .strictObject({
    state: path.nullable().default(null),
    store: z
      .strictObject({
        keep_days: z.int().min(1).max(36_500).default(90),
        keep_alerts: z.int().min(1).max(10_000_000).default(100_000),
      })
      .readonly()
      .prefault({}),
    timezone: timeZone.nullable().default(null),
    level: z.enum(LEVELS).default('low'),
    rules: z.array(path).readonly().default([]),
    parsers: z.array(path).readonly().default([]),
    policy: path.nullable().default(null),
    sources: z.array(source).readonly().default([]),
    loki: lokiSchema.prefault({}),
    thresholds: z
      .strictObject({ failures_per_10s: z.int().min(1).max(1_000_000).default(5) })
      .readonly()
      .prefault({}),
    bans: z
      .strictObject({
        default_duration: banDuration.prefault('10m'),
        allowlist: z.array(address).readonly().default([]),
      })
      .readonly()
      .prefault({}),
    response: responseSchema.prefault({}),
    notify: notifySchema.prefault({}),
    intelligence: intelligenceSchema.prefault({}),
    attach: z
      .strictObject({
        folder: path.nullable().default(null),
        read_group: z.string().min(1).nullable().default(null),
        act_group: z.string().min(1).nullable().default(null),
      })
      .readonly()
      .prefault({}),
    metrics: z
      .strictObject({ listen: z.string().min(1).nullable().default(null) })
      .readonly()
      .prefault({}),
    ui: z
      .strictObject({
        ascii: z.boolean().default(false),
        glyphs: z.enum(GLYPH_TIERS).nullable().default(null),
        theme: z.enum(THEME_NAMES).nullable().default(null),
        fps: z.int().min(FPS.min).max(FPS.max).default(10),
        mouse: z.boolean().default(true),
        clipboard: z.boolean().default(false),
        mask: z.boolean().default(false),
        night: z.strictObject({ from: hour, to: hour }).readonly().nullable().default(null),
        keys: z
          .record(z.string(), z.array(z.string().min(1)).readonly())
          .readonly()
          .default({}),
      })
      .readonly()
      .prefault({}),
  })
  .readonly();

/** Null means: not set. Folders and files are as written until `load.ts` makes them absolute. */
export type Config = z.output<typeof configSchema>;

/** The configuration of somebody who has none. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}
