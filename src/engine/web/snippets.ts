import { pattern } from '../pattern.ts';
import { isAskedFilter, isFilter } from './asked-filter.ts';
import { isQueryOfATool, isStateOfATool } from './asked-query.ts';
import { isMessage, isQuestion, takesWords } from './questions.ts';
import type { RequestValue } from './request-values.ts';

/**
 * Pieces of a language as people ask for them and as their tools send them: a whole query in phpMyAdmin, `rm -rf node_modules`
 * in the search box of a forum, a filter of MongoDB in an interface that takes such. The same techniques, but nothing is
 * broken out of: a weaker kind of evidence, told as its own fields.
 */
export const SNIPPET_OF = {
  sqli: 'sql_snippet',
  query: 'sql_snippet',
  command: 'code_snippet',
  code: 'code_snippet',
  template: 'code_snippet',
  lfi: 'path_snippet',
  xss: 'code_snippet',
} as const;
export type AskedFor = keyof typeof SNIPPET_OF;

/** Where people write what they look for or want to say, and where tools put statements: by the end of the parameter's name. */
const ASKED = pattern()`
  (?:^|[._[-])(?:
    q|qs|s|k|kw|qry|query\d?|query_?(?:text|string)|[a-z_]{0,12}search[a-z_]{0,12}|find|hilit\w{0,7}|highlight|
    terms?|keywords?|text|txt|title|subject|question|msg|message|comments?|body|description|desc|content|notes?|
    quote|summary|phrase|words?|dt|label|el|keys|details|caption|reason|exd|exception|action_name|e_[acn]|suggest|
    autocomplete|such\w{0,12}|buscar?|b[u\xfa]squeda|cercar?|recherche\w{0,2}|rechercher|zoek\w{0,8}|trefwoord|
    szukaj|fraza|wyraz\w{0,3}|hled\w{1,4}|vyraz|haku\w{0,6}|s[o\xf6]k\w{0,6}|kelime|ara|zapros|poisk|texto|testo|
    begriff|stichwort|mots?(?:_?cles?)?|pesquisar?|palabras?|palavras?|sql|sql_?query|stmt|statement|expr|
    expression|jql|jqlquery|cql(?:_filter)?|soql|nrql|kql|lucene|\$?filters?|where|having|conditions?|selector|
    panes|left|right|_a|_g
  )\]?$`;

/**
 * Whether it begins with a word, like a sentence, a statement or an expression: no quote and no separator ends something
 * first.
 */
const beginsWithWord = (text: string): boolean =>
  /^[\s("]{0,3}(?:\p{L}[\p{L}\p{M}\w.:/-]{1,60}(?=[\s=<>~!({:,[]|$)|\(\w{1,40}:|\{["'])/u.test(text);
/**
 * Whether the SQL would do something by itself: wait, read files, leave a comment open, add a statement. Nobody searches for
 * such a text as a whole.
 */
const WORKS_IN_SQL = pattern('iu')`
  (?:--|#|\/\*|;%00|\0)\s{0,3}[\w+-]{0,4}\s{0,3}$
  |;\s{0,5}(?:select|insert|update|delete|drop|exec|declare|create|waitfor|shutdown)\b
  |\b(?:benchmark|pg_sleep|extractvalue|updatexml|load_file|randomblob|utl_\w+|dbms_\w+|xp_\w+)\b
  |(?<!\.)\bsleep\s{0,3}\(\s{0,3}\d{1,4}\s{0,3}\)
  |waitfor\s{1,5}delay
  |into\s{1,5}(?:out|dump)file
  |^[\s("]{0,3}(?:
     union(?!\s{1,5}(?:all\s{1,5})?select\s{0,3}(?:$|[\p{L}"])(?![^\0]{0,200}[,(*]))
     |and|or|having|order\s+by|group\s+by
   )\b
  |\bunion\s{1,5}(?:all\s{1,5})?select\s{1,5}(?:null|[\d'"@(])
  |\bor\s{1,5}1\s{0,3}=\s{0,3}1\b
  |^(?!\s{0,3}\(?(?:select|insert|update|delete|with|create|explain)\b)[^\0]{0,400}?\(\s{0,3}select\b`;
/** A phrase in quotes among words: `site:example.com "union select"`. */
const isPhrase = (text: string): boolean =>
  /^(?:[\p{L}\w:.*-]{1,60}\s{1,3}){0,8}"[\p{L}\w\s=*.-]{1,60}"(?:\s{1,3}[\p{L}\w:.-]{1,60}){0,8}$/u.test(
    text,
  );

/** `'red' or "blue"`: each quote that is opened is closed, and nothing is compared. */
const QUOTED_WORDS = pattern('iu')`
  ^(?:'[\p{L}\p{N} -]{1,60}'|"[\p{L}\p{N} -]{1,60}")(?:
    \s{1,3}(?:and|or|not|vs\.?)\s{1,3}(?:'[\p{L}\p{N} -]{1,60}'|"[\p{L}\p{N} -]{1,60}")
  ){1,8}$`;
/** Somebody names what the payload behind it is, in words: `how to prevent sql injection ' or 1=1`. */
const ABOUT_SQL = pattern('iu')`
  ^(?:[\p{L}\w-]{1,20}\s{1,2}){0,6}(?:
    sql(?:\s{1,2}|-)?injections?|injection\s{1,2}sql|inyecci[o\xf3]n\s{1,2}sql|sqli
  )\s{1,2}(?:[\p{L}]{1,20}\s{1,2}){0,4}['"]?\s{0,2}\)?(?:or|and|union|--|1)(?:\s|\b)[\w\s'"=(),*-]{0,60}$`;
/** `sleep(3)`, `sleep(5) python`, `@@version`: a name alone, or with words behind it. */
const PAGE_OF_A_MANUAL = pattern('iu')`
  ^\s{0,3}(?:man )?[a-z_]{2,20}(?:\([1-9]\)|\(\d{1,4}\)(?=\s{1,3}\p{L}))(?:
    \s{1,3}(?!(?:and|or|xor|from|union|as)\b)\p{L}{2,20}
  ){0,6}\s{0,3}$
  |^@@[a-z_]{4,40}(?:\s{1,3}\p{L}{2,20}){0,4}$`;

const WORKS_IN_SHELL = pattern('i')`
  [;&|]\s{0,5}(?:\/|cat\s{1,3}\/etc)
  |\/etc\/(?:passwd|shadow)[\s;&|)\`]{0,3}$
  |\/dev\/(?:tcp|udp)|\$\{?ifs
  |^[^\s\`$]{0,200}(?:\$\(|\`)
  |\b\d{1,3}(?:\.\d{1,3}){3}\b[^\0]{0,300}?(?:[|;&>]|\s-\w{0,4}[eo]\b)
  |[|;&>][^\0]{0,300}?\b\d{1,3}(?:\.\d{1,3}){3}\b
  |\b(?:nc|ncat|netcat)\s[^|;&]{0,80}?-\w{0,6}[ec]\b
  |base64\s{1,5}-d
  |[^\s|&;][;|&]{1,2}\s{0,3}(?!(?:do|done|then|else|fi|esac)\b)[a-z]
  |[\r\n]|ext::|\biex\b|\s-enc?\w{0,12}\s
  |\s-w(?:indowstyle)?\s{1,3}hidden`;
const WORKS_IN_CODE = pattern('i')`
  (?<!\b(?:db|conn\d?|connection|database|client|stmt|pool)\.)\b(?:
    exec|system|passthru|shell_exec|popen|proc_open|execsync|spawnsync
  )\s{0,3}\(\s{0,3}["'](?!pause|x["']|\s|$)
  |__(?:globals|subclasses|mro)__
  |__import__\s{0,3}\(\s{0,3}["']\w{1,20}["']\s{0,3}\)\s{0,3}\.
  |\]\s{0,3}\(\s{0,3}\$_
  |base64_decode\s{0,3}\(\s{0,3}["'$]
  |\beval\s{0,3}\(\s{0,3}\$_
  |\bmd5\s{0,3}\(\s{0,3}["'\d]
  |getruntime\(\)\.exec\(\s{0,3}["'\w]
  |(?:^|[^a-z0-9])[oc]:\+?\d{1,6}:"
  |!!|@java|\$nd_func|classloader|@ognl\.|#_memberaccess|[/\\]think\\|invokefunction|__proto__
  |prototype\]|jndi
  |<\?(?:php\s{1,3}|=|\s)\s{0,3}(?:
     \`|(?:system|exec|eval|passthru|shell_exec|phpinfo|assert|file_put_contents|include)\b
   )
  |ro0ab|^gas[vw]\w|aaeaaad|[\r\n]
  |call_user_func(?:_array)?\s{0,3}\(\s{0,3}["']
  |\bassert\s{0,3}\(\s{0,3}\$_
  |mainmodule
  |processbuilder\s{0,3}\(\s{0,3}[{"'[]`;
const EVERYDAY_TAG = pattern('u')`
  \{\{\s{0,3}(?:'[\p{L}\p{N} ]{1,40}'|"[\p{L}\p{N} ]{1,40}")\s{0,3}\|\s{0,3}[a-z_]{1,20}\s{0,3}\}\}
  |<%=?\s{0,3}(?:render|link_to|yield)\s{1,3}['":]\w{1,40}['"]?\s{0,3}%>
  |\{%
  |\{\{\s{0,3}[a-z][\w.]{0,40}\s{0,3}\|\s{0,3}[a-z_]{1,20}\s{0,3}\}\}
  |<%=?\s{0,3}[\w.]{1,40}\s{0,3}%>`;
const WORKS_IN_TEMPLATE =
  /\d\s{0,3}\*\s{0,3}['"]?\d|__|[([]\s{0,3}['"]|\b(?:debug|include|import|config|self|request|system|popen|exec|print|set|load)\b/i;

/** A way out of the folder, a wrapper, or a file by which every tool begins. */
const WORKS_AS_PATH = pattern('i')`
  \.\.|\0
  |:\/\/(?!\/[a-z]:\/users\/)
  |^(?:php|data|expect|phar|zip|jar|netdoc|gopher|dict):
  |^file:\/?[a-z]
  |(?<!file:)(?<!file:\/)\/\.?\/
  |\/proc\/(?:self|\d{1,7})\/(?:environ|fd|cmdline|maps)
  |pearcmd|serviceaccount|sess_|^\\\\\d`;
/** The address of a page, as links have it. */
const LINK =
  /^(?:(?:\.\.\/?){1,2}|(?:\.\.\/){1,3}(?:[\w-]{1,40}\/){0,4}(?:[\w.-]{1,60}\.(?:png|jpe?g|gif|svg|css|js|ts|html?|md))?)$/i;
/** A way up that leads to nothing, a folder of somebody's own, the address where clouds tell of themselves, with words behind it; with such alone a stream of PHP. */
const ASKED_PATH = pattern('iu')`
  ^\s{0,3}["'(]?(?:
    [/\\]?(?:\.\.[/\\]){1,3}(?:\.\.)?
    |file:\/{2,3}(?:[a-z]:[/\\])?(?:(?:users|home)(?:[/\\][\w .@-]{1,60}){0,8}[/\\]?)?
    |(?:https?:\/\/)?169\.254\.169\.254(?:\/latest)?(?:\/(?:meta-data|user-data|dynamic))?\/?
    |php:\/\/(?:input|filter|memory|temp|stdin|output)(?=\s{1,3}\p{L})
  )["')]?(?:\s{1,3}[\p{L}\p{N}.'-]{1,24}){0,8}\s{0,3}[?!]?$`;
/** A path or an address behind words, or in a call of a module: `curl http://…`, `require('../config')`. */
const IN_WORDS = pattern('iu')`
  ^(?:\p{L}[\p{L}\w.:-]{1,30}\s{1,3}){1,8}["'(]?(?:
    (?:https?|ftp|file|ldaps?):\/\/|(?:\.\.\/){1,4}(?:(?!etc\/|proc\/|windows|\.)\w|(?=\s|$))
  )[^\s|;&\x60$]{0,200}(?:\s{1,3}[\p{L}\p{N}.'-]{1,24}){0,8}\s{0,3}[?!]?$
  |^(?:require|import|include|resolve)\s?\(["'](?:\.\.\/){1,4}(?!etc\/|proc\/)[\w./-]{1,80}["']\);?$
  |^ldaps?:\/\/[\w.-]{1,100}(?::\d{1,5})?\/?$`;
/** Numbers and signs that compare them. */
const COMPARED = /^[\d\s<>&|().+*x-]{3,60}$/i;
/** `sleep(8 hours) vs sleep(6)`: behind a comment such words would be nobody's. */
const VERSUS = pattern('i')`
  ^(?!
    [^\0]*(?:
      --|\/\*
      |\b(?:select|union|x?or|and|r?like|order|group|having|into|waitfor|benchmark|extractvalue|updatexml)\b
    )
  )[^'"#;\0]{1,200}?\bvs\.?\s[^'"#;\0]{1,200}$`;
/** What a page shows, by its place. */
const PICTURE =
  /^(?:\.\.\/){1,3}(?:[\w-]{1,40}\/){0,4}[\w.-]{1,60}\.(?:png|jpe?g|gif|svg|webp|ico|css|woff2?)$/i;
/** A machine of the own network, by its short name: file managers have such. */
const OWN_SHARE =
  /^(?:\\\\[a-z][\w-]{0,30}(?:\\[\w .-]{1,60}){1,8}|smb:\/\/[a-z][\w-]{0,30}(?:\/[\w .-]{1,60}){1,8})$/i;
/** `` `ls` command ``: as people mark code. */
const isMarked = (text: string): boolean => /^`[a-z]{2,12}`(?: [\p{L}?!]{1,20}){1,8}$/u.test(text);
/** `while true; do date; sleep 1; done`: a whole loop, with nothing of another program in it. */
const LOOP = /^(?:for|while|until)\s[^`(|&<>\0;]{1,100};\s?do\s[^`(|&<>\0]{1,200};\s?done$/;
/** `2>&1`, `> /dev/null meaning`, `/dev/null 2>&1` */
const REDIRECTION =
  /^\s{0,3}(?:\d?>{1,2}\s?(?:&\d|\/dev\/null)|\/dev\/null)(?:\s{1,3}(?:\p{L}{2,20}|2>&1)){0,6}\s{0,3}$/u;
/** `.htaccess`, `.env.local` */
const HIDDEN_FILE = /^\.\w[\w-]{1,30}(?:[./]\w{1,10})?(?:\s{1,3}\p{L}{2,20}){0,6}$/u;
const HAS_PATH_ONLY = /^\s{0,3}["'(]?(?:[a-z]:|%[a-z]{3,20}%)?[/\\~][\w./\\ ()~-]{1,200}["')]?\s{0,3}$/i;

/** `eval() vs exec()`: nothing is called with anything. */
const NAMES_OF_CALLS = /^(?:[\p{L}\w.]{1,40}(?:\(\))?[?!,]?(?:\s{1,3}|$)){2,10}$/u;
const ELEMENT = pattern('gi')`
  <\/?(?:
    div|span|p|h[1-6]|input|button|label|select|option|textarea|table|thead|tbody|tr|t[dh]|ul|ol|li|dl|d[td]|br|
    hr|b|i|u|em|strong|small|code|pre|a|header|footer|nav|section|article|aside|main|form|fieldset|legend|picture|
    figure|template|slot
  )(?:
    \s{1,3}(?:
      class|id|type|name|for|role|placeholder|colspan|rowspan|align|hidden|disabled|checked|required|multiple|
      readonly|lang|dir
    )(?:=(?:"[\w\s.#-]{0,60}"|'[\w\s.#-]{0,60}'|[\w-]{1,30}))?
  ){0,5}\s{0,2}\/?>`;
/** `<input type="file"> styling`: words, and elements in which nothing runs. Elements alone are what a scanner sends. */
const isAboutElements = (text: string): boolean =>
  (/^\p{L}[\p{L}\s]{2,60}</u.test(text) || />\s{1,3}[\p{L}][\p{L}\s]{1,60}$/u.test(text)) &&
  /^[^<>"'`=;(){}\\&]{1,400}$/.test(text.replace(ELEMENT, ''));

/** Whether people or tools write whole texts into a parameter of that name. */
export function isAsked(name: string): boolean {
  return ASKED.test(name);
}

/** A name of a class, function or file alone, where people write what they look for. */
export function isAskedName(technique: AskedFor, { kind, name, text }: RequestValue): boolean {
  return (
    (technique === 'code' || technique === 'lfi') &&
    kind === 'parameter' &&
    /^\w[\w./-]{0,100}$/.test(text) &&
    ASKED.test(name) &&
    !text.includes('..') &&
    !/^(?:ro0|h4s|tz[o4]|aaea|aced|ga[sjn][a-z])/i.test(text)
  );
}

/**
 * Adds the place, where people write what they search for and no program takes it for a file's name: such a page answers 200
 * to anything.
 */
export function withPlace(says: string, { kind, name }: RequestValue): string {
  const isSearched = kind === 'parameter' && ASKED.test(name) && !INCLUDES.test(name);
  return isSearched ? says + WHERE_SEARCHED : says;
}

const WHERE_SEARCHED = ', where people search';

export function isWhereSearched(says: string): boolean {
  return says.endsWith(WHERE_SEARCHED);
}

/** Whether a finding may be no more than a piece of a language. */
export function isSnippet(technique: AskedFor, value: RequestValue): boolean {
  if (technique === 'template' && NOT_FILLED_IN.test(value.text)) return true;
  if (value.kind !== 'parameter') return false;
  if (isSnippetOf(technique, value.name, value.text)) return true;
  // A line of a list, a quotation or a heading, as people write them in Markdown.
  const line = ASKED.test(value.name) ? MARKED_LINE.exec(value.text)?.[1] : undefined;
  return (
    line !== undefined &&
    (isSnippetOf(technique, value.name, line) || (technique === 'command' && isProseWithCode(line)))
  );
}

/** What a page that was not filled in names, alone or as a path: `<%= @logo %>`, `{$smarty.const.URL}`, `{{ url_for('static', filename='app.css') }}`. */
const NOT_FILLED_IN = pattern()`
  ^\s{0,3}(?:\/[\w./-]{0,100})?(?:
    <%=?\s{0,3}@?[\w.]{1,40}\s{0,3}%>
    |\{\$smarty\.const\.\w{1,40}\}
    |\{\{\s{0,3}(?:url_for|asset|static|mix|route|url|path)\(["'][\w./-]{1,80}["']
     (?:,\s{0,3}\w{1,30}=["'][\w./-]{1,80}["']){0,3}\)\s{0,3}\}\}
  )[\w./-]{0,100}\s{0,3}$`;

const MARKED_LINE = /^\s{0,8}(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s{1,3}(?=[\p{L}`"(*_[])([^\0]*)$/u;

/** `` `type`: which kind it is ``: all code stands within backticks, and around it more words than in them. */
function isProseWithCode(text: string): boolean {
  const rest = text.replace(/`[^`\n]{1,80}`/g, ' ');
  return (
    rest.length < text.length && !/[`;|&$<>\\]/.test(rest) && (rest.match(/\p{L}{2,}/gu)?.length ?? 0) >= 3
  );
}

function isSnippetOf(technique: AskedFor, name: string, text: string): boolean {
  if (technique === 'query')
    return (
      isFilter(name, text) ||
      (ASKED.test(name) && isAskedFilter(text)) ||
      (name === '$filter' && OF_ODATA.test(text)) ||
      ((name === 'query' || ASKED.test(name)) && ALL_TYPES.test(text)) ||
      (ASKED.test(name) && ((isQuestion(text) && !takesWords('query', text)) || DECLARES.test(text)))
    );
  if (technique === 'lfi' && (isNamedElsewhere(name, text) || PICTURE.test(text) || OWN_SHARE.test(text)))
    return true;
  if (technique === 'lfi' && OF_A_FOLDER.test(name) && FOLDER.test(text)) return true;
  if (!ASKED.test(name)) return false;
  if (isQueryOfATool(text) || isStateOfATool(text)) return true;
  switch (technique) {
    case 'sqli':
      if (isPhrase(text) || QUOTED_WORDS.test(text) || PAGE_OF_A_MANUAL.test(text) || VERSUS.test(text))
        return true;
      if (ABOUT_SQL.test(text)) return true;
      return (beginsWithWord(text) || COMPARED.test(text)) && !WORKS_IN_SQL.test(text);
    case 'command':
      if (isMarked(text) || LOOP.test(text) || REDIRECTION.test(text) || isMessage(text)) return true;
      return (beginsWithWord(text) || HAS_PATH_ONLY.test(text)) && !WORKS_IN_SHELL.test(text);
    case 'code':
      if (!WORKS_IN_CODE.test(text)) return /^["'(]?[\p{L}$<#@_]/u.test(text) || isQuestion(text);
      return isQuestion(text) && !takesWords('code', text);
    case 'template':
      if (EVERYDAY_TAG.test(text) && !WORKS_IN_TEMPLATE.test(text)) return true;
      return isQuestion(text) && !takesWords('template', text);
    case 'xss':
      return isAboutElements(text) || NAMES_OF_CALLS.test(text);
    case 'lfi':
      if (LINK.test(text) || HIDDEN_FILE.test(text)) return true;
      if (ASKED_PATH.test(text) || REDIRECTION.test(text) || isMessage(text)) return true;
      if ((isQuestion(text) && !takesWords('lfi', text)) || IN_WORDS.test(text)) return true;
      return (beginsWithWord(text) || HAS_PATH_ONLY.test(text)) && !WORKS_AS_PATH.test(text);
  }
}

/** `const route = this.routes[id]`: a line of a program. */
const DECLARES =
  /^\s{0,9}(?:export\s)?(?:const|let|var)\s{1,3}[\w$]{1,40}\s{0,3}=\s(?![^\0]{0,2000};\s{0,3}\S)/;

/** `startswith(Name,'O''Neil') or …`, `Price gt 10`: a filter of OData as its clients write it. */
const OF_ODATA = pattern('i')`
  ^(?:\$filter=)?[\s(]{0,5}(?:not\s{1,3}\(?)?(?:
    (?:startswith|endswith|contains|substringof|tolower|toupper|trim|length|indexof|concat|year|month|day)\(
    |[\w/]{1,80}\s{1,3}(?:eq|ne|[gl][te]|in|has)\s
  )(?![^\0]{0,2000}(?:--|\/\/|::|;))`;
/** What every tool for GraphQL asks first: all types that there are. */
const ALL_TYPES = /^\s{0,9}(?:query\b[\s\w]{0,60})?\{\s{0,9}__(?:schema|type)\b/i;

/** Parameters of a file manager that name the folder it shows. */
const OF_A_FOLDER =
  /^(?:(?:cur(?:rent)?_?)?(?:dir(?:ectory)?|path|folder)|folder_?path|file_?path|cwd|location)$/;
const FOLDER = pattern('i')`
  ^(?:
    \/(?:var\/www|home|srv|opt|mnt|media|volume\d|usr\/(?:share|local))|[a-z]:[\\/]users
  )(?:[\\/][\w][\w @()-]{0,60}){1,10}(?:
    [\\/]?|\.(?:docx?|xlsx?|pptx?|od[tsp]|pdf|txt|csv|jpe?g|png|zip|mp[34])
  )$`;

/** A folder or document of somebody's own, with nothing hidden in its path. */
export function isOwnFolder(text: string): boolean {
  return FOLDER.test(text);
}

const FILE_MANAGER = /^\/cpsess\d{6,12}\/|(?:^|[/_.-])file-?(?:man(?:ager)?|min)(?![a-z])/i;

/** Whether a file manager is asked for a file by its name, and by the folder of its owner: `dir=/home/anna/public_html`. */
export function isOfAFileManager(values: readonly RequestValue[]): boolean {
  return (
    FILE_MANAGER.test(values[0]?.text ?? '') &&
    values.some(({ kind, name, text }) => kind === 'parameter' && OF_A_FOLDER.test(name) && isOwnFolder(text))
  );
}

const INCLUDES = pattern()`
  ^(?:
    file|filename|page|path|include|inc|template|tpl|lang|module|mod|dir|folder|view|content|document|root|pg|
    load|theme|conf|config|site|option|body|main|p
  )$`;
const TEXT_ELSEWHERE =
  /^(?:https?|ftps?):\/\/[\w.:-]{1,200}\/(?!.{0,300}\b(?:shell|cmd|c99|r57|rfi|evil|backdoor|id|test)\w{0,8}\.txt$)[^?\0]{0,300}\.txt$/;
/** gitweb's own parameters: `p=x.git;a=blob_plain;f=etc/passwd`. */
const OF_GITWEB = /^[\w./+-]{1,200}\.git;a=\w/;

/** Whether a text is only named: by an address that leads to it, or as a file of a repository. */
function isNamedElsewhere(name: string, text: string): boolean {
  return OF_GITWEB.test(text) || (!INCLUDES.test(name) && TEXT_ELSEWHERE.test(text.toLowerCase()));
}
