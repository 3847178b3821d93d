import { z } from 'zod';
import { REACHES } from '../engine/audit/bind.ts';
import type { Advice, Fault, Policy } from '../engine/audit/policy.ts';
import { LEVELS } from '../model/level.ts';

const port = z.int().min(1).max(65535);
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, { error: 'a name in lower case, such as ssh' });

const advisoryText = z
  .string()
  .min(1)
  .refine((text) => unknownPlaceholders(text).length === 0, {
    error: 'text whose placeholders are {service}, {port} or {ports}',
  });

const advice = z.strictObject({
  severity: z.enum(LEVELS),
  risk: advisoryText,
  recommendation: advisoryText,
});
const partialAdvice = advice.partial().prefault({});

const ownAdvice = z
  .strictObject({
    'non-standard-port': partialAdvice,
    exposed: partialAdvice,
    'excessive-access': partialAdvice,
  })
  .prefault({});

const allowedService = z.strictObject({
  service: name,
  aliases: z.array(name).default([]),
  ports: z.array(port).min(1),
  listen: z.enum(REACHES).default('any'),
  access: z.array(name).default([]),
  advice: ownAdvice,
});

const forbiddenService = advice.extend({
  service: name,
  aliases: z.array(name).default([]),
  ports: z.array(port).default([]),
});

/**
 * The policy file. `advice` says what to tell of each kind of finding; a service may say it better with
 * `advice` of its own, of which it need only give the parts that differ.
 */
export const policySchema = z
  .strictObject({
    title: z.string().min(1),
    access: z.array(name).default([]),
    allowed: z.array(allowedService).default([]),
    forbidden: z.array(forbiddenService).default([]),
    suspicious_ports: z.array(advice.partial().extend({ port })).default([]),
    advice: z.strictObject({
      unexpected: advice,
      'suspicious-port': advice,
      'non-standard-port': advice,
      exposed: advice,
      'excessive-access': advice,
    }),
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
  })
  .transform(
    (file): Policy => ({
      title: file.title,
      allowed: file.allowed.map((service) => ({
        ...service,
        access: [...file.access, ...service.access],
        advice: mapFaults((fault) => merged(file.advice[fault], service.advice[fault])),
      })),
      forbidden: file.forbidden,
      suspiciousPorts: file.suspicious_ports.map((own) => ({
        port: own.port,
        ...merged(file.advice['suspicious-port'], own),
      })),
      unexpected: file.advice.unexpected,
    }),
  );

function mapFaults(adviceOf: (fault: Fault) => Advice): Readonly<Record<Fault, Advice>> {
  return {
    'non-standard-port': adviceOf('non-standard-port'),
    exposed: adviceOf('exposed'),
    'excessive-access': adviceOf('excessive-access'),
  };
}

function merged(general: Advice, own: z.output<typeof partialAdvice>): Advice {
  return {
    severity: own.severity ?? general.severity,
    risk: own.risk ?? general.risk,
    recommendation: own.recommendation ?? general.recommendation,
  };
}

function unknownPlaceholders(text: string): readonly string[] {
  const known = new Set(['{service}', '{port}', '{ports}']);
  return (text.match(/\{\w+\}/g) ?? []).filter((placeholder) => !known.has(placeholder));
}
