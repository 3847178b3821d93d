import { pattern } from '../pattern.ts';
import { type Clue, clue, firstClue } from './clues.ts';

/** Code of a programming language, or an object that becomes code when it is read, where a value belongs. */
const GADGETS: readonly Clue[] = [
  clue(
    'a call of PHP after the end of a string',
    '(',
    pattern()`
      ^(?:echo|print|die)\s{0,3}\(?\s{0,3}@?md5\(
      |(?:(?:^|["';.\w)])\s{0,3};|(?:^|["')])\s{0,3}\.)\s{0,3}(?:
         exit|die|print|printf|echo|md5|sleep|system|exec|passthru|phpinfo
       )\s{0,3}\(\s{0,3}(?:["'\d$]|md5\(|\w{2,20}\()`,
  ),
  clue(
    'PHP code',
    '<? <php>',
    pattern()`
      <php>
      |<\?(?:
         php\b[^?]{0,80}[(;$\`]
         |=(?!\s{0,3}\$(?!_)\w{1,30}\s{0,3};?\s{0,3}\?>)
         |xml\s[^>]{0,60}\?>\s{0,9}<!doctype
         |\s{0,3}(?:echo|system|print|eval|exec|passthru)
       )`,
  ),
  clue(
    'a call of PHP',
    '(',
    pattern()`
      (?:^|[^a-z0-9_])(?:phpinfo|phpversion|php_uname|get_defined_vars|getallheaders)\s{0,3}\(\s{0,3}\)
      |(?:^|[^a-z0-9_])(?:
         system|shell_exec|passthru|popen|proc_open|pcntl_exec|assert|create_function|call_user_func(?:_array)?|
         phpinfo|php_uname|phpversion|get_defined_vars|getallheaders|file_get_contents|file_put_contents|readfile|
         show_source|highlight_file|base64_decode|gzinflate|str_rot13|unserialize|preg_replace|var_dump|print_r|
         scandir|move_uploaded_file|ini_set|set_time_limit|dl|putenv|getenv|mb_send_mail|error_log|fopen|
         include(?:_once)?|require_once
       )\s{0,3}(?:\/\*[^*]{0,20}\*\/)?\(\s{0,3}(?:["'\`$\d]|\w{1,24}\(|\/|__\w{3,9}__)
      |(?:^|[^a-z0-9_])(?:system|exec|shell_exec|passthru|popen)\(\s?
       (?:id|ls|whoami|uname|pwd|cat|dir|ipconfig|ifconfig)\b`,
  ),
  clue(
    'PHP code',
    '( $_ ${ @',
    pattern()`
      (?:^|[^a-z0-9_.])copy\s{0,3}\(\s{0,3}["'](?:https?|ftp|data|php):
      |\beval\s{0,3}\(\s{0,3}(?:\$|base64|gz|str_rot|stripslashes|request|get_|chr\()
      |\bexec\s{0,3}\(\s{0,3}["'\`$]
      |\$_(?:get|post|request|server|cookie|files|session|env)\s{0,3}[[{]
      |\$\{@?\w{1,20}\s?\(|\$\{@print
      |@(?:eval|assert|ini_set|system|exec)\s?\(`,
  ),
  clue(
    'a call of PHP by name',
    ')( map filter walk sort ob_start shutdown apply $_ ]( "( \'( }( ] [ $$ ::$ ;(',
    pattern()`
      ["'](?:system|exec|passthru|shell_exec|phpinfo|assert|popen)["']\s?\)?\s?\(
      |(?:^|[;\s])\(\$\w{1,20}\)\s?\(["'$]
      |\[\s?(?:system|exec|passthru|shell_exec|assert)\s?\]\s?\[\s?\d\s?\]\s?\(
      |\$\{["'][^"'{}]{1,20}["']\}\s?\(
      |\$_{1,4}(?:\w{0,12}\[[^\][]{1,20}\]|\w{0,3})\s?\(
      |\$\w{1,20}(?:\[[^\][]{1,20}\]){1,3}\s?\(\s?[$\d]
      |\$\{@\$?\w{1,20}\}\s?(?:\[[^\][]{1,20}\])?\(
      |\${2,4}[a-z_]\w{0,19}\(
      |\w{1,30}::\$\w{1,20}\s?\(
      |\(\s?\[\s?["']\w{2,20}["']\s?\]\s?\)\s?\[\s?\d\s?\]\s?\(
      |;\s?\(\w{1,20}\)\s?\(\s?["'$]
      |(?:^|[;=\s])\((?:
         system|exec|passthru|shell_exec|phpinfo|assert|popen
         |["']\w{1,20}["'](?:\s?\.\s?["']\w{1,20}["']){1,8}
         |\$\w{1,20}(?:\.\$\w{1,20}){1,5}
       )\)\s{0,3}\(
      |\b(?:
         array_(?:map|filter|walk)|u[ak]?sort|ob_start|register_shutdown_function|iterator_apply
       )\s{0,3}\([^()]{0,60}["'](?:
         system|exec|passthru|shell_exec|assert|phpinfo|popen|eval
       )["']`,
  ),
  clue(
    'a script of a wiki',
    'groovy velocity python} jelly',
    /\{\{(?:groovy|velocity|python|ruby)\b[^}]{0,60}\}\}|xmlns:j\s{0,3}=\s{0,3}["']jelly/,
  ),
  clue(
    'a setting of PHP',
    'allow_url auto_ safe_mode disable_functions suhosin open_basedir force_redirect',
    pattern()`
      allow_url_(?:include|fopen)\s{0,3}[=+ ]
      |auto_(?:prepend|append)_file
      |safe_mode\s{0,3}=
      |disable_functions\s{0,3}=
      |suhosin\.simulation|open_basedir\s{0,3}=|cgi\.force_redirect`,
  ),
  clue(
    'a serialised object of PHP',
    ':',
    /(?:^|[^a-z0-9])(?:[oc]:\+?\d{1,6}:"|a:\d{1,6}:\{[ibsoad]:\d|s:\d{1,6}:"[^"]{0,80}";(?:[ibsoad]:|\}|$))/,
  ),
  clue(
    'a serialised object',
    'ro0ab h4si aced0005 tzo',
    /(?:^|[^a-z0-9+/])(?:ro0ab[a-z0-9]|h4siaaaaaaaaa[a-z]|aced0005|tzo[0-9a-z]{1,3}oi|tzo\w{3})/,
  ),
  clue(
    'a serialised object',
    '\\u ¬í aaeaaad nd_func js_function !! !ruby cos cposix csubprocess c__builtin (dp0 gaj gan',
    pattern()`
      \\u\{?00ac\}?\\u\{?00ed|\xac\xed\x00\x05|aaeaaad\/{5}|_\$\$nd_func\$\$_|__js_function\b
      |!!(?:python|javax|java|ruby)[/.]
      |!ruby\/(?:object|hash)
      |c(?:os|posix|subprocess|__builtin__)\n\w
      |\(dp0\n
      |(?:^|[^a-z0-9+/])ga[jn]j(?:b3mk|cg9zaxgk|c3vichjvy2vzcwo|x19idwls|bnqk)`,
  ),
  clue(
    'Java code',
    'java string[ jdk.nashorn groovy. <dynamic runtime processbuilder scriptengine com.open com.sun org.apache org.spring org.codehaus classloader forname getclass # ognl xwork allowstatic freemarker',
    pattern()`
      (?:^|[^a-z])(?:
        java\.(?:
          beans\.(?:eventhandler|xml)
          |lang\.(?:runtime|process(?:builder)?|system|class|thread|string|reflect|script\w{0,12})(?![a-z])
          |(?:io|net)\.(?![a-z]{0,40}exception)
          |util\.(?:scanner|base64)
        )
        |javax\.(?:script|naming|management|imageio)\.
        |jdk\.nashorn
        |groovy\.(?:lang|util)\.(?:groovyshell|groovyclassloader|eval|expando)
        |<dynamic-proxy>|runtime\.getruntime|getruntime\(\)|processbuilder|scriptenginemanager
        |com\.(?:opensymphony|sun\.(?:rowset|org))
        |org\.(?:
           apache\.(?:commons\.collections|xalan|struts2?)|springframework\.(?:context|expression|util)|codehaus
         )
        |classloader|class\.forname|getclass\(\)|\.forname\(|#_memberaccess|#context\b
        |#(?:cmd|p|a|res|req|iswin|parameters)\s{0,2}=
        |(?:^|[.{(])\(#\w{1,30}\s{0,2}=\s{0,2}(?:[#@'"({]|new\s|\w{1,30}[.(])
        |new string\[\]\s?\{|ognlcontext|xwork\.|allowstaticmethodaccess|freemarker\.template
      )`,
  ),
  clue(
    'an expression of Java',
    '{ @java t( new redirect: action: method: redirectaction:',
    pattern()`
      [%$#]\{[^{}]{0,40}\[\s{0,3}["']class["']\s{0,3}\]
      |[%$#]\{\s{0,3}(?:\(?#|new\s|@java|\(@|t\(|''\.|""\.|request\.|\(\S{0,9}#)
      |@java\.
      |\bt\(\s{0,3}(?:java|org|javax|com)\.
      |\bnew\s{1,3}(?:java|javax|org)\.
      |(?:^|[?&/])(?:redirect|action|redirectaction|method):\s{0,3}(?:[%$#]?\{?[#(\w]{0,40}[@#(]|https?:\/\/)`,
  ),
  clue('the class loader', 'class', /\bclass\.(?:module\.)?classloader\b|\bclass\[.?.?module/),
  clue(
    'Python code',
    '__ os. subprocess eval exec compile',
    pattern()`
      __import__\s{0,3}\(
      |\bos\.(?:system|popen|exec\w{0,3}|environ|listdir|getenv)\b\s{0,3}[([]
      |\bsubprocess\.(?:\w{3,14})\s{0,3}\(
      |\b(?:exec|eval|compile)\s{0,3}\(\s{0,3}(?:compile|__|open|["'](?:__|import|os\.))
      |__builtins__
      |(?<!#[\w.]{0,60})[.[|('"]\s{0,3}__(?:class|globals|subclasses|mro|bases?|init|getattribute|code|reduce)__
      |__(?:class|globals|subclasses|mro|bases?|init|getattribute|code|reduce)__(?!\.pyi?(?![\w.]))\s{0,3}[.[(|'"\]]`,
  ),
  clue(
    'Node.js code',
    'require process child_process global spawn execsync console module[',
    pattern()`
      \breturn\s{1,3}process\b
      |\brequire\s{0,3}\(\s{0,3}["'\`](?:child_process|fs|os|net|http|vm)
      |\bprocess\.(?:mainmodule|binding|env|exit|cwd)\b
      |\b(?:process|require|global|module)\[\s{0,3}(?:req\.|mainmodule|["'\`])
      |\bconsole(?:\.\w{2,9}\.(?:call|apply|bind)\(|\[["'\`])
      |\bchild_process\b|\bglobal\.process\b
      |\bspawn(?:sync)?\s{0,3}\(\s{0,3}["'\`]
      |\bexecsync\s{0,3}\(
      |\bglobalthis\.constructor`,
  ),
  clue(
    'a stylesheet that computes',
    'xsl xml-style php:function unparsed-text',
    pattern()`
      <xsl:(?:
        stylesheet|transform|template|value-of|copy-of|include|import|variable|param|result-document|for-each|message|
        call-template
      )\b
      |<msxsl:script\b|<\?xml-stylesheet\b
      |xmlns:\w{1,20}\s?=\s?["'][^"']{0,60}(?:xsl|xalan|exslt)
      |\bphp:function\s?\(|\bunparsed-text\s?\(`,
  ),
  clue(
    'the prototype of all objects',
    '__proto__ prototype proto__to__',
    pattern()`
      __proto__(?:to__)?(?:\[|\.|%5b|=|["'\]:])
      |\bconstructor(?:\.|\[|\]\[)\]?\[?prototype\b
      |["']constructor["']\s{0,3}:\s{0,3}\{\s{0,3}["']prototype["']`,
  ),
  clue(
    'a type that a reader of JSON makes',
    '@type',
    /["']@type["']\s{0,5}:\s{0,5}["'][l[]?(?:javax?|com|org|sun|net|oracle|ch|br)\.[\w.$]{3,200};?["']/,
  ),
  clue(
    'arithmetic that fails, to be told by which words',
    '*) (/ (* /0)',
    /\(\d{1,3}\/0\)\.\w{1,20}\b|^(?=.{0,20}\*\))(?=.{0,20}\([*/])[\d*/()]{6,24}$/,
  ),
  clue('a string that Groovy runs', 'execute', /["'][^"'\0]{1,200}["']\s{0,3}\.\s{0,3}execute\s{0,3}\(/),
  clue(
    'Ruby or Lua code',
    'popen open( kernel. %x file.open file.read io.read',
    pattern()`
      \bio\.popen\b
      |\bopen\s{0,3}\(\s{0,3}["']\|
      |\bkernel\.(?:exec|system|open|spawn)\b
      |%x[({[|!]\s{0,3}[\w/]
      |\bfile\.(?:open|read)\s{0,3}\(\s{0,3}["']\/
      |\bio\.(?:read|readlines)\s?\(`,
  ),
  clue(
    'ASP or JSP code',
    '<% wscript createobject response.write diagnostics dataprovider <cf request process.start',
    pattern()`
      <cf(?:execute|file|include|invoke|query|module|http|object)\s[^<>]{1,200}=
      |\b(?:eval|execute|executeglobal)\s{1,3}request\b
      |<%!\s{0,3}(?:public|private|static|void|string|int)\b
      |<%\s{0,3}(?:
         runtime|response\.|request\.|eval|execute|system|import|@
         |=\s{0,3}(?:system|\`|file\.|dir\.|eval|request)
       )
      |\bwscript\.shell|server\.createobject|response\.write\s{0,3}\(
      |\bprocess\.start\s{0,3}\(\s{0,3}["'@]
      |system\.diagnostics\.process
      |objectdataprovider`,
  ),
  clue(
    'a known hole of a framework',
    'invokefunction think /index phpunit _ignition __construct # then :__proto__ :constructor',
    pattern()`
      \binvokefunction\b|^__construct$|\\think\\
      |\bthink\\?\\(?:app|request|template|config|container)
      |\/index\/\\
      |\bphpunit\b[^?]{0,60}eval-stdin
      |_ignition\/execute-solution
      |^\w{1,30}\/\w{1,30}\/#value$
      |#(?:post_render|lazy_builder|pre_render|access_callback)\b
      |["']then["']\s{0,3}:\s{0,3}["']\$\d
      |\$\d{1,3}:(?:__proto__|constructor:)`,
  ),
];

/** Why a decoded value is code; null when it is not. */
export function findCode(value: string): string | null {
  return firstClue(GADGETS, withoutDeclarations(value.toLowerCase()));
}

/**
 * `const x = require('fs')` on a line of its own: how every program begins. What it does with the module comes later, and is
 * judged.
 */
const DECLARED = pattern('g')`
  (^|[\n;}"'\`]|\\n)[\t ]{0,9}(?:const|let|var)\s{1,3}[\w$]{1,60}\s{0,3}=\s{0,3}require\(\s{0,3}["'\`]
  (?!(?:node:)?(?:child_process|vm)["'\`])[\w@./:-]{1,80}["'\`]\s{0,3}\)[\t ]{0,9}(?=[\r\n;"'\`\\]|$)`;

/** `text`: in lower case. */
export function withoutDeclarations(text: string): string {
  return text.includes('require') ? text.replace(DECLARED, '$1') : text;
}
