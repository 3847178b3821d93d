import { z } from 'zod';
import { FAULTS } from '../engine/audit/policy.ts';
import { ADVICE_KINDS, type PolicyFile } from './policy-schema.ts';

const text = z.string().min(1);
const words = z.strictObject({
  reason: text.optional(),
  risk: text.optional(),
  recommendation: text.optional(),
});
type PolicyWords = z.output<typeof words>;

/** The texts of a policy in another language, by what they are about: nothing but words can be said there. */
export const policyTextsSchema = z.strictObject({
  title: text,
  allowed: z.record(z.string(), z.partialRecord(z.enum(FAULTS), words)),
  forbidden: z.record(z.string(), words),
  suspicious_ports: z.record(z.string(), words),
  settings: z.record(z.string(), words),
  advice: z.record(z.enum(ADVICE_KINDS), words),
});
export type PolicyTexts = z.output<typeof policyTextsSchema>;

/** The same policy in other words; what has none keeps its own. */
export function translated(file: PolicyFile, texts: PolicyTexts): PolicyFile {
  const { advice } = file;
  return {
    ...file,
    title: texts.title,
    allowed: file.allowed.map((entry) => ({
      ...entry,
      advice: inWords(entry.advice, texts.allowed[entry.service]),
    })),
    forbidden: file.forbidden.map((entry) => said(entry, texts.forbidden[entry.service])),
    suspicious_ports: file.suspicious_ports.map((entry) => said(entry, texts.suspicious_ports[entry.port])),
    settings: file.settings.map((entry) => said(entry, texts.settings[`${entry.of} ${entry.setting}`])),
    advice: inWords(advice, texts.advice),
  };
}

function inWords<Parts extends Readonly<Record<string, object>>>(
  parts: Parts,
  texts: Readonly<Partial<Record<string, PolicyWords>>> = {},
): Parts {
  const entries = Object.entries(parts).map(([kind, part]) => [kind, said(part, texts[kind])]);
  return Object.fromEntries(entries) as Parts;
}

/** Only what is said already is said in other words: a text that is new would hide the general advice. */
function said<Entry extends object>(entry: Entry, texts: PolicyWords = {}): Entry {
  const known = Object.entries(texts).filter(
    ([part]) => (entry as Record<string, unknown>)[part] !== undefined,
  );
  return { ...entry, ...Object.fromEntries(known) };
}
