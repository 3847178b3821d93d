import { pattern } from '../pattern.ts';

/**
 * Expressions of template engines that compute something or reach for what templates never show. A template that
 * somebody forgot to fill in (`{{item.url}}`, `${name}`) is no attack.
 */
const OPENINGS = pattern()`
  \{\{|\{%|\{#|\{\/?literal|\[=|\$\{|#\{|\*\{|@\{|~\{|<%|@\(|\[\[|\{\$|\{php|\{if|\{self|\{math
  |#(?:set|include|parse|foreach|evaluate)\s?\(
  |<#|\$\w{1,20}\.|__\$\{|%\{|\{\d|\$!?\{|\{@|\{=|\{!!|\{var\s|p\.|\{[a-z]{1,20}[.(:]
  |\{[^{}]{0,40}\d\s{0,3}\*`;

const WITHIN: readonly (readonly [RegExp, string])[] = [
  [
    pattern()`
      (?:\{\{|\$\{|#\{|\*\{|@\{|%\{|<%=?|@\(|\[\[|\{=|\{%|\{|\{@)[\s(="'@-]{0,6}["']?\d{1,12}["']?[\s)]{0,3}
      (?:[*+/^%-]|\*\*|<<|>>)[\s(]{0,3}["']?-?\d{1,12}["']?[\s)]{0,4}(?:\}|%>|\)|\]\]|[a-z|*+])`,
    'arithmetic in a template',
  ],
  [
    /\{\{\s{0,3}\d{1,12}\s{0,3}\|\s{0,3}\w|\[=\s{0,3}\d{1,12}\s{0,3}[*+]\s{0,3}\d{1,12}\s{0,3}\]/,
    'arithmetic in a template',
  ],
  [/\{[^{}"':]{0,40}(?<![\w.])\d{1,12}\s{0,3}\*\s{0,3}\d{1,12}[^{}"':]{0,20}\}/, 'arithmetic in a template'],
  [
    pattern('i')`
      \{\{\s{0,4}(?:\.\w{1,30}|printf|println|print|html|js|urlquery|call|index|define|template|block)\s{1,4}["\`.$]
      |\{\{\s{0,4}[\w.]{1,60}\.(?:secret_?key|securitykey|signer|password|storages\.\d)\b
      |\{pboot:|\{%\s{0,3}print\s{0,3}\(|\{!!\s{0,3}[\w$]`,
    'an object of the template engine',
  ],
  [/(?:\{\{|\{%|\$\{|#\{|\*\{|<%|\[\[|\{)[^{}]{0,200}__\w{3,24}__/, 'the inside of a template'],
  [
    pattern('i')`
      (?:\{\{|\{%|\$\{|#\{|\*\{|<%=?|@\{|~\{|\{|\{=)\s{0,4}-?\s{0,4}\(?["']?(?:
        config|self|_self|settings|lipsum|cycler|joiner|namespace|request|get_flashed_messages|url_for
        |(?<!\$\{)app|dump|constructor|\$on|\$eval|toString|x=|range|global|process|root|require
        |import|include|include_tasks|extends|import|system|phpinfo|passthru|exec|\`|file\.|dir\.|ofile
        |io\.|foobar|smarty|\$smarty|php|csrf_token|ssti|facescontext|application|requestscope
        |applicationscope|t\(|new |java|org\.
        |springmacrorequestcontext
        |freemarker|assign|\.getclass
        |\w{1,20}\.(?:
           getclass|constructor|class|application|__|environ|getenv|items|setcachedir|loadtemplate|map|filter
         )
      )(?:[\s.([|}%)\]\`:]|$|")`,
    'an object of the template engine',
  ],
  [
    pattern()`
      \}\s{0,3}\|\s{0,3}(?:map|filter|sort|reduce|join)\s{0,3}[(|}]
      |(?:\{\{|\{%|\$\{|#\{|\*\{|\{)[^{}]{0,100}(?:
         \|\s{0,3}(?:
           attr|filter|map|sort|reduce|safe|system|passthru|exec|join|upper|e\b|raw|capitalize|format|list|string|
           tojson|json_encode|replace|shuffle|slice
         )
         |\.(?:getclass|forname|constructor|application|__|newinstance|exec|popen|read|invoke|mro)\b
       )`,
    'a filter or call in a template',
  ],
  [
    pattern()`
      \[\[\s{0,4}(?:'[^'[\]{},]{0,40}'|"[^"[\]{},]{0,40}")\s{0,3}\.\s{0,3}\w
      |(?:\{\{=?|\{%|\$\{|#\{|\*\{|@\{|<%=?)\s{0,4}["'[(\\][^{}]{0,60}["'\])][\s)]{0,3}(?:\*|\.|\||\[|\+|%)`,
    'a string of a template',
  ],
  [
    /(?:\{\{|\$\{|#\{|\*\{|%\{|~\{)[\s(]{0,4}(?:\w{1,30}\.){0,4}\w{1,30}(?:\s{0,3}\[\s{0,3}["'][\w.]{1,40}["']\s{0,3}\])?\s{0,3}\(/,
    'a call in a template',
  ],
  [
    pattern()`
      #(?:set|include|parse|foreach|evaluate)\s?\(\s{0,3}(?:["']|\$\w)
      |\$(?:class|request|response|session|context|ctx|velocity\w{0,8}|math|type|tool\w{0,6})\.\w
      |<#(?:assign|include|import|list|if|setting|function)\b
      |<@[a-z]{2,12}\b
      |\?(?:new|api|interpret)\s?\(\)`,
    'a directive of a template',
  ],
  [
    pattern()`
      \{var\s{1,3}\$\w{1,30}\s?=
      |\$\{\s{0,3}(?:\w{1,20}\s{1,3})?\w{1,20}\s?=\s?new\b
      |\{\{\s{0,3}\w{1,12}(?:\.\w{1,12})?\s?=\s?(?:\w{1,12}\s?=\s?)?(?:new\s|["'[\d{]|object\b|function\b)
      |@\{\s{0,3}(?:var|int|string)\s
      |\[=["']
      |<%=?\s{0,4}[\w"'\`([{@]{1,60}
      |\{%\s{0,3}(?:
         set|for|if|import|include|extends|block|macro|load|debug|csrf_token|filter|with|raw|call|autoescape
       )\b
      |\{\{=\s
      |\$\{\{(?!
         \s{0,3}(?:
           secrets|github|matrix|env|needs|inputs|steps|vars|runner|job|strategy|parameters|variables
         )\.[\w.-]{1,80}\s{0,3}\}\}
       )
      |\{\{\{(?!\s{0,3}[\w.][\w. ]{0,40}(?:\||\}\}\}))
      |@\(\s{0,3}\d
      |\{\{\s{0,3}\d{1,9}\s{0,3}\}\}
      |\*\{\s{0,3}t\(|__\$\{|\{\/?literal\}
      |\$\{\.(?:version|data_model|vars|globals|main|template|current|now)
      |\{\{\s{0,3}\.env[.\s}]|\{php\}|\{\/php\}|\{\$smarty|\{self::|\{if\s|\{math\s|\{\{@|\{\{#with
      |#\{\s{0,3}(?:\`|%x|system|\d)
      |\{#[^#]{0,40}#\}|\}\{\*[^{}*]{0,40}\*\}`,
    'a tag of a template',
  ],
];
const POLYGLOT = /\$\{\{<%\[%|\{\{<%|<%\[%|%\[%'|\{\{1\}\}|\}\}\$\{/;

const BRACKETS = /[{[<@#$]/;

/** Why a decoded value is template injection; null when it is not. */
export function findTemplate(value: string): string | null {
  if (!BRACKETS.test(value)) return null;
  const text = value.toLowerCase();
  if (!OPENINGS.test(text)) return null;
  if (POLYGLOT.test(text)) return 'openings of many templates';
  for (const [pattern, says] of WITHIN) if (pattern.test(text)) return says;
  return null;
}
