import { pattern } from '../../pattern.ts';
import { stringsOfJson } from '../json-strings.ts';
import { fold } from './sql-fold.ts';
import { AFTER_NUMBER, AFTER_QUOTE, ANYWHERE, type SequenceRule } from './sql-rules.ts';
import { type SqlContext, type SqlTokens, tokenize } from './sql-tokens.ts';

const CONTEXT_SAYS: Readonly<Record<SqlContext, string>> = {
  bare: '',
  single: ' in single quotes',
  double: ' in double quotes',
};

/** Why a decoded value is SQL injection; null when it is not. */
export function findSql(value: string): string | null {
  return (
    findQuotedSql(value) ??
    (value.includes('`') && BEHIND_NAME.test(value) ? findQuotedSql(value.replaceAll('`', "'")) : null) ??
    (value.includes('\\') && BEHIND_BACKSLASH.test(value)
      ? findQuotedSql(value.replace(/\\(?=['"])/g, ''))
      : null)
  );
}

/** `` shoes`=`shoes` and … ``: the value stood in the quotes that MySQL has for names. */
const BEHIND_NAME =
  /^[\w .-]{0,40}`[\s)]{0,8}(?:[=;,|]|(?:and|x?or|union|order|group|having|where|r?like|limit)\b)/i;
/** `1\') or …`: a program puts a backslash before a quote, and a letter of two bytes takes it away. */
const BEHIND_BACKSLASH =
  /^[^\\'"]{0,60}\\['"][\s)]{0,8}(?:;|--|#|\|\||&&|(?:and|x?or|union|order|group|having|where|r?like|limit)\b)/i;

function findQuotedSql(value: string): string | null {
  const text = value.includes('\n') ? value.replace(LAST_COMMENT, '$1 ') : value;
  const found = findBareSql(text);
  return found === null && /[*\n\0+]/.test(text) && COMMENTED.test(text)
    ? findBareSql(withoutComments(text))
    : found;
}

/** A comment at the end, and a line break where a space belongs: all tools write a word of their own behind it. */
const LAST_COMMENT = /(--|#)[\r\n]{1,2}(?=\w{0,12}$)/;

/**
 * What is taken out or read as a space: comments, those whose content MySQL runs, a line that a comment ended, a null byte at
 * the end, pluses that stand for spaces.
 */
const COMMENTED = /\/\*|(?:--|#)[^\n]{0,100}\n|\0$|(?<=['"\d);]\s?)\+\w{2,10}\+/;
const PLUSES = /(?<=['"\w);])\+(?=[\w'"(-])/g;

/** As a database reads it: a comment is a space, and what MySQL runs within one is run. */
function withoutComments(value: string): string {
  return value
    .replace(/\/\*!\d{0,6}|\/\*[^*]{0,200}\*\/|\*\/|(?:--|#)[^\n]{0,100}\n/g, ' ')
    .replace(PLUSES, ' ')
    .replace(/\s{1,40}/g, ' ')
    .replace(/\0$/, '');
}

function findBareSql(value: string): string | null {
  return (
    judgeAll(value) ??
    (EMPTY_OPERATION.test(value) || EMPTY_CONDITION.test(value) ? 'an operator between quotes' : null) ??
    (TELLING_TEXT.test(value) ? 'words of SQL only' : null) ??
    (HIDDEN_WORD.test(value) ? 'a word of SQL within another' : null) ??
    (value.includes('""') ? judgeAll(value.replaceAll('""', '"')) : null) ??
    (value.includes('/**/') ? judgeAll(value.replaceAll('/**/', '')) : null) ??
    (value.includes('#') && BEHIND_HASH.test(value) ? judgeAll(value.replaceAll('#', ' ')) : null) ??
    (NUMBER_OF_NONE.test(value) ? judgeAll(value.replace(NUMBER_OF_NONE, ' ')) : null) ??
    (value.includes('<>') && WITHIN_WORDS.test(value) ? judge(value.replaceAll('<>', ''), 'bare') : null)
  );
}

/** In a path a value begins at any slash, and may hold slashes itself. */
export function findPathSql(path: string): string | null {
  let looks = 0;
  for (let at = path.indexOf('/'); at !== -1 && looks < 4; at = path.indexOf('/', at + 1)) {
    const end = path.indexOf('/', at + 1);
    if (!STARTS_IN_PATH.test(path.slice(at + 1, end === -1 ? path.length : end + 2))) continue;
    looks++;
    const found = findSql(path.slice(at + 1));
    if (found !== null) return found;
  }
  return null;
}

const STARTS_IN_PATH = /['"();=*@|&\s]|--|\/\*/;

/** A user agent is full of parentheses and semicolons: it needs a quote, or words that none has. */
export function findAgentSql(agent: string): string | null {
  return /['"]|\b(?:select|case\s+when|union|sleep|benchmark|waitfor|extractvalue|updatexml|information_schema)\b/i.test(
    agent,
  )
    ? findSql(agent)
    : null;
}

/** Words that make SQL even without any sign: `1 or true`, `union select a from b`. */
const WORDS = pattern('i')`
  \b(?:select|union|order|having|limit|waitfor|procedure|into|exec|drop|insert|update|delete|declare|shutdown)\b
  |\w(?:union|select)\w
  |^\s{0,9}(?:and|or)\s+(?:true|false|not)\b
  |\d\s*(?:or|and|xor|r?like|regexp|div|in|is)\b`;

export function hasSqlWords(value: string): boolean {
  return WORDS.test(value);
}

/** `'-'`, `"="`: makes a comparison true in MySQL without a word of SQL. */
const EMPTY_OPERATION = pattern('iu')`
  ^(?:
    (?:'[-+*/^&|=]'){1,3}$
    |'\s{0,2}[-+*/^&|=<>]{1,2}\s{0,2}\d{1,4}\s{0,2}[-+*/^&|=<>]{1,2}\s{0,2}'$
    |[\w-]{0,3}'\s{0,2}(?:\|\||[-+^=*<>]|[!<]=|<>|<=>|or|and|xor|r?like|regexp|div|mod)\s{0,2}'[\w^%.*]{0,8}$
    |[\w-]{0,3}"\s{0,2}(?:\|\||[=<>]|[!<]=|<>|<=>|or|xor|r?like|regexp)\s{0,2}"\w{0,8}$
    |[\w-]{0,3}(?:'\s{0,2}in\s{0,2}\(\s?'|"\s{0,2}in\s{0,2}\(\s?")\w{0,8}$
    |(?:[a-z]{0,3}'[-+*^]|\d{1,3}'[+*^])\d$
    |'="or'$
    |(?<!\p{L}\s)'\s{0,2}(?:[-+*/^&|=<>%]{1,3}|div|mod|xor|rlike|regexp|not like|sounds like)\s{0,2}'
    |"\s{0,2}[-+/^&|=<>%]{1,3}\s{0,2}"
  )$`;

/** `' or ''-'`: the same behind a condition, of strings with nothing in them. */
const EMPTY_CONDITION = pattern('i')`
  ^[^'"]{0,40}(?:
    '\s{0,3}(?:or|and|xor|\|\||&&)\s{0,3}''\s{0,3}[-+*/^&|=<>%]{0,3}\s{0,3}'
    |"\s{0,3}(?:or|and|xor|\|\||&&)\s{0,3}""\s{0,3}[-+*/^&|=<>%]{0,3}\s{0,3}"
  )$`;

/** What a filter that takes out words once would leave: `UNIunionON`. */
const HIDDEN_WORD =
  /\b(?:u|un|uni|unio)union(?:nion|ion|on|n)\b|\b(?:s|se|sel|sele|selec)select(?:elect|lect|ect|ct|t)\b/i;

/** `1<1# union select`: a comment to MySQL alone. */
const BEHIND_HASH = /#[^#]{0,40}\b(?:union|select|or|and|having|order)\b/i;

/** `1.e(ascii(…))`: MySQL ignores a number with an exponent that has no digits. */
const NUMBER_OF_NONE = /(?<![\w.])\d{1,6}\.e(?=[\s(),.])/gi;

/** `un<>ion`: where a filter takes it out. */
const WITHIN_WORDS = /[a-z]<>[a-z]/i;

/** What tokens do not tell apart from prose: `char(65,66)`, `@@version`, a number and an empty comment. */
const TELLING_TEXT = pattern('i')`
  ^\(\d{1,9}=\d{1,9}\)\*(?:\d|char\()
  |\bhaving\s{1,3}\d{1,9}\s?=\s?\d{1,9}(?!\d)
  |;\s{0,3}waitfor[\s+]{1,3}delay[\s+]{1,3}\W{0,4}\d
  |^\s{0,3}\*\s{1,3}from\s{1,3}[\w.\`]{1,60}\s{0,3}(?:--|#|;|where\s|union\s)
  |^-?\d{1,9}['")]{0,3};\0|^-?\d{1,5}(?:'"|"')$
  |^-?\d{1,9}\/\*[^*]{0,20}['"][^*]{0,20}\*\/$
  |^-?\d{1,9}\s{1,3}is\s{1,3}(?:not\s{1,3})?null(?:$|\s{1,3}(?:and|x?or)\s)
  |^not\s{1,3}\d{1,9}\s{0,3}[=<>]{1,2}\s{0,3}\d{1,9}$
  |^-?\d{1,9}\s{0,3}(?:x?or|and|\|\||&&)['"]\d{1,9}['"]?$
  |;\s{0,3}(?:grant|revoke)\s{1,3}(?:
     all|select|insert|update|delete|execute|usage|create|alter|drop|index|file|super|connect|dba
   )\b[\w, ]{0,60}\s(?:on|to|from)\s
  |\bprocedure\s{1,3}analyse\s{0,3}\(
  |^\s{0,3}(?:
     (?:drop|truncate)\s{1,3}(?:table|database)\s{1,3}[\`"\w.]{1,60}\s{0,3};|select\s{1,3}\w{2,30}\(\)\s{0,3};?
   )$
  |\bcopy\s{1,3}[\w.()]{1,60}\s{1,3}(?:from|to)\s{1,3}program\s
  |^\s{0,3}create\s{1,3}(?:user|login)\s{1,3}['"\`\w@%]{1,60}\s{1,3}(?:identified|with\s{1,3}password)\b
  |['"]\s{0,3}(?:x?or|and|\|\|)\s{0,3}['"]\d{1,9}\s{0,3}=\s{0,3}\d{1,9}$
  |\bselect\s[^\0;]{1,80}\sfrom\s{1,3}dual\b
  |^\(?\|\|\s{0,3}(?:['"]?\d{1,9}\)?$|\(?(?:elt|bin|ord|hex|n?char|chr|ascii|concat|cast|substr\w{0,6})\s{0,3}\()
  |^[\w-]{4,30}'\s{1,3}(?:or|and)\s{1,3}'$
  |\\x2[27]\s{0,3}(?:union|or|and|\|\|)(?![a-z])
  |--\s?sp_password
  |\*\/\s?=\s?\d{1,3}\s?(?:--|#)
  |\brdb\$(?:get_context|database|relations)\b
  |\w(?:\/\*\*\/[\w']{1,30}){4}
  |\bsoname\s{1,3}['"]
  |\bn?char\s{0,3}\(\s{0,3}\d{1,3}\s{0,3},
  |@@(?:\w{4,}|global\.)|(?:'"|"')[()\\]
  |^[^a-z]{0,20}(?=[()'",.]{0,30}[()])(?=[()'",.]{0,30}['"])[()'",.]{6,40}
  |^\s{0,3}r?like\s{1,3}['"]%
  |^(?!(?:19|20)\d\d\s)-?\d{1,9}\)?\s{1,3}union\s{1,3}(?:all\s{1,3}|distinct\s{1,3})?table\s{1,3}[\`\w.]{1,60}
   \s{0,3}(?:$|--|#|;|limit\b|order\b)
  |^-?\d{1,9}['")]{0,3};\s{0,3}table\s{1,3}[\`\w.]{1,60}\s{0,3}(?:$|--|#|;|limit\b)
  |\(\s{0,3}table\s{1,3}[\`\w.]{1,60}\s{1,3}limit\s{1,3}\d
  |;\s{0,5}shutdown\s{0,5}(?:$|--|;|with\b)
  |\\nunion\b
  |'::jsonb?\s{0,3}(?:@>|<@)
  |^-?\d{1,9}\s{1,3}(?:(?:and|x?or)\s{1,3}\d{1,9}\s{1,3})?(?:r?like|regexp|sounds\s{1,3}like)\s{1,3}-?\d{1,9}$
  |;\s{0,3}(?:
     show\s{1,3}(?:tables|databases|columns|grants|variables|schemas)\b
     |desc(?:ribe)?\s{1,3}\`?\w{1,40}\`?\s{0,3}(?:[;#]|--|$)
     |handler\s{1,3}\`?\w{1,40}\`?\s{1,3}(?:open|read)\b
   )
  |^!\s{0,3}\(?\d{1,9}\)?\s{0,3}(?:or|and|xor|\|\||&&)\s{0,3}!?\s{0,3}\(?\d
  |^\(?\d{1,9}\)(?:or|and|xor)!{0,2}\(\d
  |^-?\d{1,12}[\s)]{1,5}(?:--|#)[\s-]{0,4}\w?$`;

function judgeAll(value: string): string | null {
  return (
    judge(value, 'bare') ??
    (value.includes("'") ? judge(value, 'single') : null) ??
    (value.includes('"') ? judgeBehindDoubleQuote(value) : null)
  );
}

/** The quotes of JSON are its own: `{"note":"find; replace"}` ends no string of a statement. Each of its strings may be one. */
function judgeBehindDoubleQuote(value: string): string | null {
  const found = judge(value, 'double');
  if (found === null || !/^\s{0,9}[{[]/.test(value)) return found;
  const strings = stringsOfJson(value);
  return strings === null || strings.some((each) => findBareSql(each) !== null) ? found : null;
}

function judge(value: string, context: SqlContext): string | null {
  const tokens = tokenize(value, context);
  const folded = fold(tokens);
  const found =
    first(context === 'bare' ? AFTER_NUMBER : AFTER_QUOTE, tokens, folded) ?? first(ANYWHERE, tokens, folded);
  return found === null ? null : `${found}${CONTEXT_SAYS[context]}`;
}

function first(rules: readonly SequenceRule[], { kinds }: SqlTokens, folded: string): string | null {
  for (const { form, pattern, says } of rules) {
    if (pattern.test(form === 'all' ? kinds : folded)) return says;
  }
  return null;
}
