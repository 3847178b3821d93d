import { z } from 'zod';
import { REACHES } from '../engine/audit/bind.ts';
import type { PolicyPort } from '../engine/audit/policy-port.ts';
import { FINDING_KINDS, SETTING_OWNERS } from '../model/audit/finding.ts';
import { LEVELS } from '../model/level.ts';
import { DAY_MS, type EpochMs } from '../model/time.ts';

const port = z.int().min(1).max(65535);
/** Of both transports, or of one. */
const placedPort = z.union([z.number(), z.string()]).transform((written, context): PolicyPort => {
  const [, digits = '', transport] = /^(\d{1,5})(?:\/(tcp|udp))?$/.exec(String(written)) ?? [];
  const number = Number(digits);
  const isPort = number >= 1 && number <= 65535;
  if (isPort && transport === undefined && typeof written === 'number') return number;
  if (isPort && (transport === 'tcp' || transport === 'udp')) return `${number}/${transport}`;
  context.addIssue('a port from 1 to 65535, or one of a single transport such as 514/udp');
  return z.NEVER;
});
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, { error: 'a name in lower case, such as ssh' });

const advisoryText = z
  .string()
  .min(1)
  .refine((text) => unknownPlaceholders(text).length === 0, {
    error: 'text whose placeholders are {service}, {port} or {ports}',
  });

const advice = z.strictObject({
  severity: z.enum(LEVELS),
  reason: advisoryText.optional(),
  risk: advisoryText,
  recommendation: advisoryText,
});
const partialAdvice = advice.partial().prefault({});

const ownAdvice = z
  .strictObject({
    'non-standard-port': partialAdvice,
    exposed: partialAdvice,
    'clear-text': partialAdvice,
    'excessive-access': partialAdvice,
  })
  .prefault({});

const allowedService = z.strictObject({
  service: name,
  aliases: z.array(name).default([]),
  ports: z.array(placedPort).min(1),
  listen: z.enum(REACHES).default('any'),
  clear_text: z.boolean().default(false),
  access: z.array(name).default([]),
  advice: ownAdvice,
});

const forbiddenService = advice.extend({
  service: name,
  aliases: z.array(name).default([]),
  ports: z.array(placedPort).default([]),
});

const word = z.union([z.string().min(1), z.number(), z.boolean()]).transform((value) => {
  // YAML reads `yes` as text, `true` as a boolean; both may be what a program is set to.
  return String(value).toLowerCase();
});

const settingRule = advice
  .extend({
    of: z.enum(SETTING_OWNERS),
    setting: z.string().min(1),
    allowed: z.array(word).min(1).optional(),
    forbidden: z.array(word).min(1).optional(),
    range: z.strictObject({ min: z.int().min(0), max: z.int().min(0) }).optional(),
  })
  .superRefine(({ allowed, forbidden, range }, context) => {
    const given = [allowed, forbidden, range].filter((test) => test !== undefined);
    if (given.length !== 1) {
      const message = 'a rule with one of allowed, forbidden and range';
      context.addIssue({ code: 'custom', path: ['setting'], message });
    }
  });

/** The last day on which a risk is accepted, as the moment after it (UTC). */
const lastDay = z.string().transform((text, context): EpochMs => {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(start)) return start + DAY_MS;
  context.addIssue({ code: 'custom', message: 'a day such as 2027-06-30' });
  return z.NEVER;
});

const acceptedRisk = z
  .strictObject({
    service: name.optional(),
    port: port.optional(),
    kind: z.enum(FINDING_KINDS).optional(),
    setting: z.string().min(1).optional(),
    until: lastDay,
    reason: z.string().min(1),
  })
  .superRefine(({ service, port: number, setting }, context) => {
    if (service !== undefined || number !== undefined || setting !== undefined) return;
    const message = 'a risk that names its service, port or setting';
    context.addIssue({ code: 'custom', path: ['until'], message });
  });

export const ADVICE_KINDS = [
  'unexpected',
  'unexpected-local',
  'suspicious-port',
  'missing',
  'non-standard-port',
  'exposed',
  'clear-text',
  'excessive-access',
] as const;
export type AdviceKind = (typeof ADVICE_KINDS)[number];

/** One policy file as written; `compilePolicy` makes one policy of it and of those that it extends. */
export const policySchema = z
  .strictObject({
    extends: z.string().min(1).optional(),
    title: z.string().min(1).optional(),
    access: z.array(name).default([]),
    allowed: z.array(allowedService).default([]),
    forbidden: z.array(forbiddenService).default([]),
    required: z.array(advice.partial().extend({ service: name })).default([]),
    suspicious_ports: z.array(advice.partial().extend({ port })).default([]),
    settings: z.array(settingRule).default([]),
    accepted: z.array(acceptedRisk).default([]),
    advice: z
      .strictObject({
        unexpected: partialAdvice,
        'unexpected-local': partialAdvice,
        'suspicious-port': partialAdvice,
        missing: partialAdvice,
        'non-standard-port': partialAdvice,
        exposed: partialAdvice,
        'clear-text': partialAdvice,
        'excessive-access': partialAdvice,
      })
      .prefault({}),
  })
  .superRefine((file, context) => {
    const seen = new Set<string>();
    for (const list of ['allowed', 'forbidden'] as const) {
      for (const [index, { service, aliases }] of file[list].entries()) {
        for (const [place, called] of [service, ...aliases].entries()) {
          const path = place === 0 ? ['service'] : ['aliases', place - 1];
          if (seen.has(called)) {
            const message = 'a name of its own: another service of this policy has it';
            context.addIssue({ code: 'custom', path: [list, index, ...path], message });
          }
          seen.add(called);
        }
      }
    }
  });

export type PolicyFile = z.output<typeof policySchema>;

function unknownPlaceholders(text: string): readonly string[] {
  const known = new Set(['{service}', '{port}', '{ports}']);
  return (text.match(/\{\w+\}/g) ?? []).filter((placeholder) => !known.has(placeholder));
}
