import { layout, pattern } from '../pattern.ts';
import { hasAny } from './clues.ts';

/** Injection into queries that are not SQL: MongoDB, LDAP, XPath. */
const OPERATOR = layout`
  \$(?:
    ne|eq|gte?|lte?|in|nin|not|or|and|nor|regex|exists|where|type|mod|all|size|elemmatch|expr|jsonschema|func|
    comment|options|lookup|function|accumulator
  )`;
/** `user[$ne]=x`: the operators that widen a query, whatever their value. */
const WIDENS = /\[\$(?:ne|nin|in|not|or|and|nor|regex|exists|where|expr|func|type|elemmatch)\]/;
/** `filters[id][$ne]=5`: how some programs (Strapi, Directus) let everybody ask. */
const FILTERS = /^filters?\[[^=]{1,200}\]=[^={}]{0,400}$/;
const COMPARES = /\[\$(?:gte?|lte?|eq)\]=(?!-?[\d.:tz-]{1,40}$)/;
/** Operators within an object. Not where a number or a date is compared: there somebody filters a list. */
const IN_OBJECT = new RegExp(
  `[{,]\\s{0,5}["']?${OPERATOR}["']?\\s{0,5}:(?<!\\$[gl]te?["']?\\s{0,5}:(?=\\s{0,5}["']?-?\\d))`,
);
const SERVER_CODE = pattern()`
  \$where["']?\s{0,3}(?:[:\]]|=[^&]{0,200}?(?:\bthis\b|function|return|sleep|[;{]|=[=>]))
  |\bthis\.\w{1,30}\s{0,3}(?:[=!<>]=|\.match|\[|\.length)
  |^[^"']{0,200}["']\s{0,3}(?:\|\||&&|\+)\s{0,3}this\.\w
  |\bdb\.(?:\w{1,30}\.(?:find|insert|drop|remove|update)|getcollection|injection|version|stats)
  |(?:["']\s{0,3}|^[\w\s]{0,20})(?:;|\|\||&&|\})\s{0,3}(?:
     return(?:\s{1,3}|\s{0,3}\(\s{0,3})(?:true|\(?["'\d!]|this)
     |while\s{0,3}\(\s{0,3}(?:true|1|!0)\s{0,3}\)
     |sleep\s{0,3}\(
   )
  |["']\s{0,3}(?:\|\||&&)\s{0,3}["'\d(][^=]{0,40}={2,3}
  |\|\|\s{0,3}1\s{0,3}={2,3}\s{0,3}1
  |\bdo\s{0,3}\{\s{0,3}\w{1,10}\s{0,3}=\s{0,3}new date`;

const LDAP = pattern()`
  \w:\d(?:\.\d{1,9}){3,9}:=
  |\*\)\s{0,2}(?:\(|\)|&|\||%|\0)
  |^\w{0,20}\*\){1,3}$
  |\)\s{0,2}\(\s{0,2}(?:[|&!]\s{0,2}(?:[(a-z*]|\))|[a-z]{1,30}\s{0,2}(?:=|~=|>=|<=)\s{0,2}[*\w)])
  |\(\s{0,2}[|&!]\s{0,2}\(\s{0,2}[a-z]{1,30}\s{0,2}=
  |^(?=[^*|&]{0,60}[*|&])[*()|&]{1,3}(?:[a-z]{0,20}[*()|&=\\]{1,3}){0,3}[*()|&']{2,}$
  |\(\w{1,20}=\*\)`;

/** A whole argument in quotes: `alias(a,'b')`. To LDAP quotes are letters: what ends a filter ends it in them, too. */
const ARGUMENT = /([(,]\s{0,3})("[^"]{0,200}"|'[^']{0,200}')(?=\s{0,3}[),])/g;
const BREAKS_OUT = /\)\s{0,3}\(\s{0,3}(?:[|&!]|[^()'"=~<>]{0,60}[=~<>])|\*\)\s{0,3}(?:&|\||%|\0)/;

/** `posts(title,comments(*))`: each bracket is a name's, and what is opened is closed. */
function isCallsOnly(value: string): boolean {
  const text = value.replace(ARGUMENT, (_, before: string, said: string) =>
    BREAKS_OUT.test(said) ? '*(' : before,
  );
  if (
    !/^(?:(?:\*,)?\w[\w=.,*()-]{1,400}|\(\w[\w.,*()-]{1,400})$/.test(text) ||
    /[*,.)(]\(|\)[\w*(]/.test(text)
  )
    return false;
  let depth = 0;
  for (const sign of text) {
    if (sign === '(') depth++;
    else if (sign === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** GraphQL's introspection: which types there are, the first question of every tool. */
const INTROSPECTION = /\b__schema\s{0,5}\{|\b__type\s{0,3}\(\s{0,3}name\b/;

const XPATH = pattern()`
  ["'\])]\s{0,5}(?:\]|or\b|and\b)\s{0,5}[^"']{0,40}\b(?:
    count|name|local-name|string-length|substring|position|last|text|contains|starts-with
  )\s{0,3}\(
  |["'\])]\s{0,5}(?:\]|or\b|and\b|\|)\s{0,5}[^"']{0,40}(?:(?<!\b\w{2,9}:)\/\/|parent::|child::|\/\*|self::node)
  |\|\s{0,3}\/\/?\*
  |\bname\s{0,3}\(\s{0,3}\/\*\[
  |\bdoc(?:-available)?\s{0,3}\(\s{0,3}(?:['"](?:https?|ftp|file):|concat\s{0,3}\()
  |\bstring-length\s{0,3}\(\s{0,3}(?:(?:local-)?name\s{0,3}\(|\/\/)
  |\b(?:
     child|parent|self|ancestor|descendant|attribute|following|preceding
   )(?:-\w{2,10})?::(?:node|text|\*|\w{1,20}\()`;

const CODE_WORDS = ['$where', 'this.', 'db.', 'return', 'while', 'sleep', '||', '&&', 'date'];
const XPATH_SIGNS = ['::', '/*', '//', '(', '|'];

/**
 * Why a decoded value widens a query; null when it does not. `hasName`: its name stands before it, as operators want it;
 * of several parameters together each was asked by itself.
 */
export function findQuery(value: string, hasName: boolean): string | null {
  const text = value.toLowerCase();
  if (hasName && text.includes('$') && !FILTERS.test(text))
    if (WIDENS.test(text) || COMPARES.test(text) || IN_OBJECT.test(text)) return 'an operator of MongoDB';
  if (hasAny(text, CODE_WORDS) && SERVER_CODE.test(text)) return 'code for the database';
  if (text.includes('__') && INTROSPECTION.test(text)) return 'the schema of GraphQL';
  if ((/[()]/.test(text) || text.includes(':=')) && LDAP.test(text) && !isCallsOnly(text))
    return 'an LDAP filter';
  return hasAny(text, XPATH_SIGNS) && XPATH.test(text) ? 'XPath' : null;
}
