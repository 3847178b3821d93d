import { pattern } from '../pattern.ts';

/**
 * Lookups of Log4j (`${jndi:ldap://…}`), also when their letters come out of other lookups
 * (`${${lower:j}ndi:…}`, `${${::-j}${env:NONE:-n}di:…}`). Linear: each `${` is opened and closed once.
 */
const DEEPEST = 64;

/** Lookups that exist nowhere but in Log4j. */
const LOOKUP = pattern()`
  \$\{(?:
    env|sys|java|ctx|lower|upper|main|bundle|docker|k8s|kubernetes|log4j|marker|map|sd|spring|web|event|base64|
    date|hostname|url|script|dns|urlencoder|const
  )\s{0,3}:`;
const JNDI = /(?:^|[^a-z])jndi\s{0,5}:\s{0,5}(?:(?:ldaps?|rmi|dns|iiop|corba|nis|nds|https?)\s{0,3}:|\/|\$)/;

/** Why a text holds a lookup of Log4j; null when it does not. */
export function findLookup(value: string): string | null {
  if (!value.includes('${') && !/jndi/i.test(value)) return null;
  const text = value.toLowerCase();
  if (/\$\{jndi(?!\}|:\w{0,6}\}|[\s"]|$)/.test(text)) return '${jndi:';
  if (JNDI.test(text)) return 'jndi:';
  if (LOOKUP.test(text)) {
    if (/\$\{(?:[^{}]{0,40})?jndi/.test(resolve(text))) return '${jndi: in pieces';
    return 'a lookup of Log4j';
  }
  return /\$\{[^{}]{0,20}:-|\$\{\$\{|\$\{::/.test(text) &&
    /\$\{[^{}]{0,60}:?-?[^{}]{0,40}\}/.test(text) &&
    /jn|:-[a-z}]/.test(resolveAll(text))
    ? 'a lookup in pieces'
    : null;
}

function resolveAll(text: string): string {
  return `${resolve(text)} ${text}`;
}

/** The text in which every inner lookup is replaced by the letters it stands for. */
function resolve(text: string): string {
  const open: string[] = [''];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '$' && text[at + 1] === '{' && open.length < DEEPEST) {
      open.push('');
      at++;
    } else if (text[at] === '}' && open.length > 1) {
      const inner = open.pop() as string;
      open.push(`${open.pop() ?? ''}${standsFor(inner)}`);
    } else open.push(`${open.pop() ?? ''}${text[at]}`);
  }
  return open.join('${');
}

function standsFor(lookup: string): string {
  const fallback = lookup.lastIndexOf(':-');
  if (fallback !== -1) return lookup.slice(fallback + 2);
  const named = /^(?:lower|upper|date|base64):'?([^']{0,200})'?$/.exec(lookup);
  return named?.[1] ?? `\${${lookup}}`;
}
