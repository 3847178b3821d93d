import { pattern } from '../pattern.ts';
import { stringsOfJson } from './json-strings.ts';

/**
 * Whole queries of tools that look through logs, tickets and pages (LogQL, PromQL, JQL, KQL, Lucene, SPL): a word, operators, and
 * strings in double quotes that are looked for. What stands in such a string is data, whatever it looks like.
 */

/** How such a query begins, with the name of a field and the value it must have: `{app="x"}`, `status:500`, `summary ~`. */
const BEGINS_AS_QUERY = pattern('u')`
  ^[\s(!-]{0,5}(?:
    \{\s{0,3}[\p{L}_][\w.]{0,60}\s{0,3}(?:=~|!~|!=|=)
    |[\p{L}_][\p{L}\w.:[\]-]{0,60}(?:\s{0,3}[({:~=<>!]|\s{1,3}[\p{L}_]|\s{1,3}")
  )`;
/** A string, and what must stand before and behind it: an operator or a space, never a letter. */
const STRING =
  /(^|[\s=~:(,{|[])"(?:[^"\\]|\\.){0,400}"(?=$|[\s)\]},|~^])|((?:\|[=~>]|[!=][~=>])\s?)`[^`]{0,400}`(?=$|[\s)\]},|])/g;
/** What remains without the strings holds no sign that could end a string or a statement. */
const isHarmlessRest = (text: string): boolean => /^[\p{L}\p{N}\s_(){}[\]=!~|,.:<>*/+^@$&?-]*$/u.test(text);
const BREAKS_OUT = pattern('i')`
  --|\/\*|\$\(|\$\{|\.\.|<[a-z!/]|\bjavax?\.
  |\b(?:exec\w{0,4}|system|popen|passthru|shell_exec|spawn\w{0,4}|require|__\w{2,24}__)\s{0,3}\(
  |\bon[a-z]{3,30}\s{0,3}=\s{0,3}$
  |\bon[a-z]{3,30}\s{0,3}=\s`;

/** Whether a text is such a query, with everything that could do harm inside its strings. */
export function isQueryOfATool(text: string): boolean {
  if (!/["`]/.test(text) || text.length > 4000 || !BEGINS_AS_QUERY.test(text)) return false;
  const rest = text.replace(STRING, '$1$2');
  return rest.length < text.length && isHarmlessRest(rest) && !BREAKS_OUT.test(rest);
}

const MOST_LEAVES = 200;
/** A string of such JSON that is only a name, a number or a date. */
const isPlainLeaf = (text: string): boolean => /^[\p{L}\p{N}\s_.:,*+-]*$/u.test(text) && !text.includes('--');

/** Whether a text is the JSON in which such a tool keeps its view, and each string in it is plain or itself such a query. */
export function isStateOfATool(text: string): boolean {
  if (!/^\s{0,3}[{[]/.test(text) || text.length > 4000) return false;
  const strings = stringsOfJson(text) ?? [];
  return (
    strings.length <= MOST_LEAVES &&
    strings.some(isQueryOfATool) &&
    strings.every((leaf) => isPlainLeaf(leaf) || isQueryOfATool(leaf))
  );
}
