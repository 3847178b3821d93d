import { type AuditPhrases, ENGLISH_PHRASES } from '../engine/audit/phrases.ts';
import { type Advice, FAULTS, type Fault, type Policy, type SettingTest } from '../engine/audit/policy.ts';
import { ADVICE_KINDS, type AdviceKind, type PolicyFile } from './policy-schema.ts';

/** One file of a policy, and where its parts stand (`default.yml:21`). */
type PolicyLayer = {
  readonly file: PolicyFile;
  placeOf(path: readonly PropertyKey[]): string;
};

type Placed<T> = { readonly entry: T; readonly at: string };
type List = 'allowed' | 'forbidden' | 'required' | 'suspicious_ports' | 'settings' | 'accepted';

/**
 * One policy of several files, the one that is extended first. An entry of a later file takes the place of the one with
 * its name (service, port, setting), advice is replaced part by part; what a later file forbids is no longer allowed,
 * and the other way round.
 */
export function compilePolicy(
  layers: readonly PolicyLayer[],
  phrases: AuditPhrases = ENGLISH_PHRASES,
): Policy {
  const adviceOf = adviceBy(layers);
  const access = layers.flatMap(({ file }) => file.access);
  const allowed = new Map<string, Placed<PolicyFile['allowed'][number]>>();
  const forbidden = new Map<string, Placed<PolicyFile['forbidden'][number]>>();
  for (const layer of layers) {
    const ofLayer = { allowed: placed(layer, 'allowed'), forbidden: placed(layer, 'forbidden') };
    for (const { entry } of [...ofLayer.allowed, ...ofLayer.forbidden]) {
      for (const name of [entry.service, ...entry.aliases]) removeNamed(name, allowed, forbidden);
    }
    for (const one of ofLayer.allowed) allowed.set(one.entry.service, one);
    for (const one of ofLayer.forbidden) forbidden.set(one.entry.service, one);
  }
  const knownAs = (name: string) => allowed.get(name)?.entry ?? { service: name, aliases: [], ports: [] };
  return {
    title: layers.findLast(({ file }) => file.title !== undefined)?.file.title ?? '',
    allowed: [...allowed.values()].map(({ entry: { advice, clear_text, ...service }, at }) => ({
      ...service,
      at,
      clearText: clear_text,
      access: [...access, ...service.access],
      advice: Object.fromEntries(
        FAULTS.map((fault) => [fault, merged(adviceOf(fault), advice[fault])]),
      ) as Record<Fault, Advice>,
    })),
    forbidden: [...forbidden.values()].map(({ entry, at }) => ({
      ...entry,
      reason: entry.reason ?? null,
      at,
    })),
    suspiciousPorts: latest(layers, 'suspicious_ports', ({ port }) => port).map(({ entry, at }) => ({
      port: entry.port,
      at,
      ...merged(adviceOf('suspicious-port'), entry),
    })),
    required: latest(layers, 'required', ({ service }) => service).map(({ entry, at }) => {
      const { service, aliases, ports } = knownAs(entry.service);
      return { service, aliases, ports, at, ...merged(adviceOf('missing'), entry) };
    }),
    settings: latest(layers, 'settings', ({ of, setting }) => `${of} ${setting.toLowerCase()}`).map(
      ({ entry, at }) => {
        const { of, setting, severity, reason = null, risk, recommendation } = entry;
        return { owner: of, name: setting, test: testOf(entry), at, severity, reason, risk, recommendation };
      },
    ),
    accepted: layers
      .flatMap((layer) => placed(layer, 'accepted'))
      .map(({ entry: { service = null, port = null, kind = null, setting = null, until, reason }, at }) => {
        return { service, port, kind, setting, until, reason, at };
      }),
    unexpected: adviceOf('unexpected'),
    unexpectedLocal: adviceOf('unexpected-local'),
    phrases,
  };
}

/** What a policy that extends no other must have and has not, by path. */
export function lacking(file: PolicyFile): (readonly string[])[] {
  const parts = ['severity', 'risk', 'recommendation'] as const;
  return [
    ...(file.title === undefined ? [['title']] : []),
    ...ADVICE_KINDS.flatMap((kind) =>
      parts.filter((part) => file.advice[kind][part] === undefined).map((part) => ['advice', kind, part]),
    ),
  ];
}

function placed<L extends List>({ file, placeOf }: PolicyLayer, list: L): Placed<PolicyFile[L][number]>[] {
  return file[list].map((entry, index) => ({ entry, at: placeOf([list, index]) }));
}

/** Of entries with the same name the latest, in the order in which the names came. */
function latest<L extends List>(
  layers: readonly PolicyLayer[],
  list: L,
  nameOf: (entry: PolicyFile[L][number]) => string | number,
): Placed<PolicyFile[L][number]>[] {
  const all = layers.flatMap((layer) => placed(layer, list));
  return [...new Map(all.map((one) => [nameOf(one.entry), one])).values()];
}

function removeNamed(
  name: string,
  ...lists: Map<string, Placed<{ readonly service: string; readonly aliases: readonly string[] }>>[]
): void {
  for (const list of lists) {
    for (const [key, { entry }] of list) {
      if (entry.service === name || entry.aliases.includes(name)) list.delete(key);
    }
  }
}

/** General advice by kind, each part from the latest file that gives it. */
function adviceBy(layers: readonly PolicyLayer[]): (kind: AdviceKind) => Advice & { readonly at: string } {
  return (kind) => {
    const given = layers.map(({ file }) => file.advice[kind]);
    const layer = layers.findLast(({ file }) => Object.keys(file.advice[kind]).length > 0);
    const base: Advice = { severity: 'medium', reason: null, risk: '', recommendation: '' };
    return { ...given.reduce(merged, base), at: layer?.placeOf(['advice', kind]) ?? '' };
  };
}

type PartOfAdvice = { readonly [Part in keyof Advice]?: Advice[Part] | undefined };

function merged(general: Advice, own: PartOfAdvice): Advice {
  return {
    severity: own.severity ?? general.severity,
    reason: own.reason ?? general.reason,
    risk: own.risk ?? general.risk,
    recommendation: own.recommendation ?? general.recommendation,
  };
}

function testOf({ allowed, forbidden, range }: PolicyFile['settings'][number]): SettingTest {
  if (allowed !== undefined) return { kind: 'allowed', values: allowed };
  if (forbidden !== undefined) return { kind: 'forbidden', values: forbidden };
  return { kind: 'range', ...(range ?? { min: 0, max: 0 }) };
}
