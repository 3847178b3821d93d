import type { Finding, Setting } from '../../model/audit/finding.ts';
import type { AuditPhrases } from './phrases.ts';
import type { Policy, SettingRule } from './policy.ts';

/** Compares settings with a policy: one finding for each that breaks a rule, in the order of the settings. */
export function auditSettings(settings: readonly Setting[], { settings: rules, phrases }: Policy): Finding[] {
  return settings.flatMap((setting) => {
    const rule = rules.find(({ owner, name }) => owner === setting.owner && isSame(name, setting.name));
    const wrong = rule === undefined ? null : whyWrong(setting.value, rule, phrases);
    if (rule === undefined || wrong === null) return [];
    const seen = phrases.isSet(rule.name, setting.value);
    const why =
      rule.reason === null ? `${phrases.semicolon}${wrong}` : `${phrases.colon}${rule.reason.trim()}`;
    const finding: Finding = {
      source: setting.source,
      line: setting.line,
      port: null,
      service: setting.owner,
      status: setting.line === 0 ? 'default' : 'set',
      kind: 'weak-setting',
      setting: setting.scope === null ? rule.name : `${rule.name} (${setting.scope})`,
      severity: rule.severity,
      reason: `${seen}${why}${placeOf(setting, phrases)}`,
      risk: rule.risk,
      recommendation: rule.recommendation,
      policy: rule.at,
      accepted: null,
    };
    return [finding];
  });
}

function placeOf({ line, scope }: Setting, { holdsFor, byDefault }: AuditPhrases): string {
  const where = scope === null ? '' : holdsFor(scope);
  return line === 0 ? `${byDefault}${where}` : where;
}

/** What the policy wants; null when it is right. */
function whyWrong(value: string, { test }: SettingRule, { because }: AuditPhrases): string | null {
  switch (test.kind) {
    case 'allowed': {
      const isRight = test.values.includes(value.toLowerCase());
      return isRight ? null : because.wants(test.values);
    }
    case 'forbidden': {
      const found = itemsOf(value).filter((item) => test.values.some((unwanted) => matches(item, unwanted)));
      return found.length === 0 ? null : because.forbids([...new Set(found)].join(', '));
    }
    case 'range': {
      const number = Number(value);
      const isRight = /^\d{1,9}$/.test(value) && number >= test.min && number <= test.max;
      return isRight ? null : because.range(test.min, test.max);
    }
  }
}

/** `+aes128-cbc,hmac-md5`: what is added counts, what begins with a minus sign is taken away. */
function itemsOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((item) => item !== '' && !item.startsWith('-'))
    .map((item) => item.replace(/^[+^]/, ''));
}

/** A `*` in what the policy forbids stands for anything. */
function matches(item: string, unwanted: string): boolean {
  const [first = '', ...others] = unwanted.split('*');
  const last = others.pop();
  if (last === undefined) return item === unwanted;
  if (!item.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = item.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return item.length - last.length >= at && item.endsWith(last);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
