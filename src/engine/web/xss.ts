import { layout, pattern } from '../pattern.ts';
import { type Clue, clue, firstClue } from './clues.ts';
import { withoutDeclarations } from './code.ts';
import { asBrowserReads } from './html.ts';
import { unpack } from './packed.ts';
import { reachesElsewhere } from './xss-elsewhere.ts';

/** Elements that nobody sends as text: they load or run something merely by being in a page. */
const ACTIVE_TAG = pattern()`
  <[\s/\x00-\x1f]{0,8}(?:[\w-]{1,20}:)?(?:
    script|svg|iframe|marquee|isindex|bgsound|applet|frameset|layer|ilayer|xss|portal|vmlframe|
    animate(?:transform|motion)?|foreignobject|noscript|noembed|math
  )(?![a-z0-9_])`;

/** Elements of ordinary pages: with something to load, or a handler. */
const TAG_WITH_TARGET = pattern()`
  <[\s/\x00-\x1f]{0,8}(?:
    a|abbr|area|audio|base|body|br|button|canvas|center|dialog|details|div|embed|form|frame|font|h[1-6]|head|html|
    hr|img|image|input|ins|isindex|keygen|label|li|link|math|meta|object|ol|option|p|param|picture|plaintext|pre|
    script|select|slot|source|span|style|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|track|u|ul|
    video|xml|xmp|b|i|s|q|x|bdo|blink|address|article|aside|blockquote|caption|cite|code|col|command|content|data|
    datalist|dd|del|dir|dl|dt|em|fieldset|figure|footer|header|legend|main|map|mark|menu|meter|nav|object|
    optgroup|output|progress|ruby|section|small|strike|strong|sub|sup|summary|time|tt|var|wbr|acronym|
    event-source|image
  )(?:[\s/\x00-\x1f"'\`]|$)[^<>]{0,400}?(?:[\w:-]{2,30}|["'\`/\s]on[a-z]{3,30})[\s\x00-\x1f]{0,9}=`;

const STYLE_TAG =
  /<[\s/]{0,8}(?:style|plaintext)(?:[\s>/]|$)|<(?:meta|base|link|object|embed|form|body|xml|math|template)[\s/][^<>]{0,300}=/;

/** `"><b>`: closes the value of an attribute and its tag, and begins an element. */
const LEFT_ATTRIBUTE = pattern()`
  <(?:'"|"'|'>|">)|(?:'|")><(?:'|")
  |(?:["'\`]|\*\/|-->|--!>|\]\]>)[\s/;)}\]]{0,9}>[\s\S]{0,40}?<\/?[a-z!?]
  |^[^<>\s]{0,20}>\s{0,9}<[a-z!/]
  |<\/(?:title|textarea|style|script|noscript|xmp|iframe|template)\s{0,9}>`;

/** `<Filter xmlns="…">`: the quote was opened within the value, in the first element of a document of names and texts only. */
const OF_A_DOCUMENT = pattern()`
  ^\s{0,3}(?:<\?xml\s[^<>]{0,100}\?>\s{0,9})?<[a-z][\w.-]{0,40}(?::[\w.-]{1,40})?(?:
    \s{1,3}[a-z][\w.:-]{0,40}=(?:"[^"<>]{0,200}"|'[^'<>]{0,200}')
  ){1,8}\s?>(?:
    [^<>"'\`]{0,200}<\/?[a-z][\w.:-]{0,60}(?:
      \s{1,3}[a-z][\w.:-]{0,40}=(?:"[^"<>]{0,200}"|'[^'<>]{0,200}')
    ){0,12}\s?\/?>
  ){1,60}\s{0,3}$`;

const HANDLERS = layout`
  abort|activate|after\w{4,20}|animation\w{3,12}|auxclick|before\w{3,20}|begin|blur|bounce|cancel|
  canplay(?:through)?|cellchange|change|click|close|content\w{3,24}|contextmenu|controlselect|copy|cuechange|cut|
  data\w{5,14}|dblclick|deactivate|drag\w{0,9}|drop|durationchange|emptied|end|ended|error\w{0,6}|fetch|
  filterchange|finish|focus\w{0,3}|formdata|formchange|forminput|fullscreen\w{5,6}|gotpointercapture|
  gesture\w{3,6}|hashchange|help|input|invalid|key(?:down|press|up)|layoutcomplete|load\w{0,8}|losecapture|
  lostpointercapture|media\w{3,10}|message\w{0,5}|mouse\w{2,6}|mousewheel|move\w{0,5}|moz\w{5,20}|offline|online|
  open|page(?:hide|show|swap|reveal)|paste|pause|play\w{0,4}|pointer\w{2,12}|popstate|progress|propertychange|
  ratechange|readystatechange|repeat|reset|resize\w{0,5}|resume|reverse|row\w{4,8}|scroll\w{0,20}|search|
  securitypolicyviolation|seek\w{0,4}|select\w{0,6}|show|slotchange|stalled|start|stop|storage|submit|suspend|
  syncrestored|timeerror|timeupdate|toggle|touch\w{3,6}|trackchange|transition\w{3,6}|unhandledrejection|unload|
  urlflip|volumechange|waiting|webkit\w{5,30}|wheel|zoom`;

/** A handler with code: after a quote, space or slash; or anywhere within a tag. */
const HANDLER = pattern()`
  (?:^|[\s"'\`/<>;+\x00-\x1f])on(?:${HANDLERS})[\s\x00-\x1f]{0,9}=[\s\x00-\x1f]{0,9}(?:
    ["'\`]|&|\w{0,40}[(\`\[.=\\/:]|javascript|alert|confirm|prompt|eval|\+|\{|\[|\(
  )`;
const ANY_HANDLER = /[\s"'`/<>;&+\x00-\x1f]on[a-z]{3,30}[\s\x00-\x1f]{0,9}=/;

/** Functions and objects that an attack reaches for first. */
const SINK = layout`
  (?:
    alert|prompt|confirm|eval
    |print(?=\`|\(\s{0,3}(?:\d{0,9}\s{0,3}\)|document|window|["'](?:xss|\d)))
    |settimeout|setinterval|setimmediate|execscript|function|fetch|import|atob|btoa|unescape|open
    |require|navigate|msgbox|console\.\w{2,9}|document\.\w{2,30}|window\.\w{2,30}
    |location(?:\.\w{2,12})?|string\.fromcharcode|\$\.get\w{0,8}
    |new\s{1,3}(?:image|function|worker|websocket|xmlhttprequest|blob)
    |(?:top|self|parent|frames|this|globalthis|top\.\w{1,10})\.?\w{0,30}
  )`;

const CODE: readonly Clue[] = [
  clue(
    'a call after the end of a string',
    '( ` [',
    new RegExp(`["'\`;}\\])>/\\\\|&,+=-][^a-z0-9<]{0,30}${SINK}(?:[(\`\\[]|\\?\\.\\()`),
  ),
  clue(
    'a call',
    '( `',
    pattern()`
      ^import\(\s{0,3}["'\`](?:https?:)?\/\/
      |^\w{1,8}=alert\b
      |^(?:window\.|top\.|self\.|parent\.)?(?:alert|prompt|confirm|eval|document\.write(?:ln)?)[(\`][\s\S]{0,200}[)\`]
       [\s;/]{0,9}$`,
  ),
  clue(
    'a call',
    '( ` .call .apply .bind .name .source .tostring',
    pattern()`
      \b(\w{1,8})=(?:alert|confirm|prompt|eval|print|fetch|open)\s{0,3}[;,]\s{0,3}\1\s{0,3}[(\`]
      |\bnew\s{0,3}\(\s{0,3}\w{2,30}\s{0,3}\)\s{0,3}[(\`]
      |\bwith\s{0,3}\(\s{0,3}(?:document|window|location)\b
      |^(?:top|self|parent|frames|window|globalthis)\.\w{2,20}[(\`]
      |^write(?:ln)?\s{0,3}(?:\`|\(\s{0,3}["'\`])
      |\(\s{0,3}(?:alert|prompt|confirm|eval)\s{0,3}\)\s{0,3}[(\`]
      |\b(?:alert|confirm|prompt|eval)\s{0,3}(?:
         \.(?:call|apply|bind|name|tostring|source)\b|\`|\?\.\(|\/\*[^*]{0,40}\*\/\s{0,3}[(\`]
       )`,
  ),
  clue(
    'a call',
    '(',
    pattern()`
      \.(?:
        find|findlast|with|findindex|map|some|every|filter|foreach|sort|reduce|replace|then|from|apply|call
      )\s{0,3}\([^()]{0,30}\b(?:
        alert|confirm|prompt|eval|fetch|console\.\w{2,9}|settimeout|importscripts
      )\b`,
  ),
  clue(
    'a call',
    '(',
    /\b(?:alert|confirm|prompt)\s{0,3}\(\s{0,3}(?:\d{1,10}|["'`/]|document|window|location|origin|xss|self|top|this|string|\(|\w{1,20}\.\w)/,
  ),
  clue(
    'a call by name',
    '[',
    pattern()`
      \b(?:top|self|window|parent|frames|this|globalthis|document)\s{0,3}\[[^\]]{1,80}\]{1,3}\s{0,3}(?:[(\`[]|=)
      |\bdocument\[["'\`](?:cookie|domain|location|write|url)`,
  ),
  clue(
    'the document',
    'document window self top',
    pattern()`
      (?:[=(+,;:\`{!]|^)\s{0,3}(?:document|window|self|top)\.(?:
        cookie|domain|location|url|documenturi|referrer|body|forms|scripts|name|write|open|onerror|onload|
        documentelement|getelement|queryselector|createelement|execcommand
      )\b`,
  ),
  clue(
    'another address',
    'location',
    /(?:["'`;})/]|^)\s{0,5}(?:document\.|window\.|top\.|self\.|parent\.)?location(?:\.href|\.hash|\.replace|\.assign)?\s{0,3}(?:=[^=]|\()/,
  ),
  clue(
    'the document',
    'html srcdoc insertadjacent .cookie',
    /\.(?:innerhtml|outerhtml|srcdoc|insertadjacenthtml|cookie)\s{0,3}(?:[=+(]|$|["'])/,
  ),
  clue(
    'code from text',
    'fromcharcode eval settimeout setinterval function $.get',
    pattern()`
      string\.fromcharcode\s{0,3}\(
      |\beval\s{0,3}\(\s{0,3}(?:["'\`]|atob|unescape|string|name|location|\w{1,12}\()
      |\b(?:settimeout|setinterval|function)(?:\s{0,3}[(\`]\s{0,3}["'\`]|\`[a-z])
      |\b(?:settimeout|setinterval)\s{0,3}\(\s{0,3}(?:name|location|document|window|top|url|atob)\b
      |\bfunction\s{0,3}\([a-z.]{1,30}\)\s{0,3}[(\`]
      |\$\.get(?:script|json)?\(\s?["'\`](?:https?:)?\/\/`,
  ),
  clue(
    'code from text',
    'constructor onerror onload throw',
    pattern()`
      constructor["'\`\]]{0,2}\s{0,3}(?:\.|\[["'\`])\s{0,3}constructor
      |\bconstructor(?:\(|\`)|\.constructor\s{0,3}[(\`]
      |\bon(?:error|load)\s{0,3}=\s{0,3}(?:alert|eval|prompt|confirm)\b
      |throw\s{0,3}(?:onerror|\/|\d)`,
  ),
  clue(
    'code of brackets alone',
    '![] +[] []+ (! [$ $= ~[',
    /(?:\+\[\]|!\[\]|\[\]\+|\(!)[![\]()+{}]{10}|(?=[^\s]{0,20}[$_]=)[$_=~()[\]{}!+\-;:,.*/"'\\|<>^&]{32}/,
  ),
  clue(
    'code in a style',
    'pression binding behavio @im url',
    pattern()`
      [:;"'{]\s{0,9}(?:\/\*[^*]{0,20}\*\/)?e(?:\/\*[^*]{0,20}\*\/)?x(?:\/\*[^*]{0,20}\*\/)?pression\s{0,3}\(
      |-moz-binding\s{0,3}:
      |behaviou?r\s{0,3}:\s{0,3}(?:url|expression)
      |@im\\?port\s{0,3}(?:["']|url)
      |\burl\s{0,3}\(\s{0,3}["']?\s{0,3}(?:javascript|vbscript|data:text)`,
  ),
  clue(
    'a tag in another encoding',
    'adw- ¼',
    /\+?adw-(?:script|img|iframe|svg|\/)|¼[\s/]{0,3}(?:script|img|iframe|svg)/,
  ),
  clue(
    'a directive',
    'ng- x- v-',
    /\bng-(?:app|init|click|focus|csp)\b[^<>]{0,40}[={]|\bx-(?:data|init)\s{0,3}=\s{0,3}["']|\bv-(?:on|html)[:=]/,
  ),
];

const SPACED = '[\\s\\x00-\\x1f\\\\]{0,4}';
const SCHEME = new RegExp(
  `(?:^|[^a-z0-9_.-])(?:${[...'javascript'].join(SPACED)}|${[...'vbscript'].join(SPACED)}|livescript|mocha|jscript|ecmascript)${SPACED}:`,
);
const SCRIPT_BODY = pattern()`
  ^(?:
    [/\\'"\`({[!+~-]|[\t\n\r\v\f]|%0|\w[\w.$]{0,60}[(\`=[\\/]
    |\s{0,5}(?:alert|prompt|confirm|eval|document|window|location|fetch|top|self|void\s?\(?[^0\s(])\b
  )`;
const HARMLESS_BODY = pattern('u')`
  ^gs\.\w{3,40}\(
  |^\s{0,3}void\s{0,3}\(\s{0,3}0?\s{0,3}\)[\s;]{0,3}["'][\s,}\]]
  |^\s{0,3}(?:void\s{0,3}\(?\s{0,3}0?\s{0,3}\)?|;|\/\/|#|return (?:false|true))[\s;]{0,5}(?:$|&\w{1,30}=)
  |^\s{0,3}void\s{0,3}\(\s{0,3}0?\s{0,3}\)[\s;]{0,3}(?:\s[\p{L}]{1,20}){1,10}$
  |^history\.(?:back|go)\s?\([-\d]{0,4}\)[\s;]{0,3}$
  |^window\.print\(\);?$`;
const DATA_DOCUMENT = pattern()`
  (?:^|[^a-z0-9_])data\s{0,5}:\s{0,5}(?:
    text\/(?:html|xml|javascript|x-scriptlet|vbscript)
    |image\/svg\+?\s?xml[^,]{0,40},?\s{0,3}(?:<|%3c|phn)
    |application\/(?:xhtml|xml|javascript|x-javascript)
  )`;

/** `<script> tag in html`: somebody writes about it. */
const TAG_AMONG_WORDS = pattern('u')`
  ^(?:[\p{L}\p{N},.?!/-]{1,30} {1,2}){0,12}["']?<\/?[a-z][a-z0-9]{0,12}>["']?
  (?: {1,2}[\p{L}\p{N},.?!/-]{1,30}){1,12}$
  |^(?:[\p{L}\p{N},.?!/-]{1,30} {1,2}){2,12}<\/?[a-z][a-z0-9]{0,12}>$`;

/** Signs of which one must be there for anything to run in a browser. */
const MAKES_SCRIPT = /[<>(`=[{:¼]|&\S|\\[ux]|adw-|location|\.(?:innerhtml|cookie)/i;

/** Why a decoded value is cross-site scripting; null when it is not. */
export function findXss(value: string): string | null {
  if (!MAKES_SCRIPT.test(value) || isDrawing(value)) return null;
  const text = withoutDeclarations(asBrowserReads(value));
  const says =
    (text.includes('<') || text.includes('>') ? findTag(text) : null) ??
    findCode(text) ??
    findScheme(text) ??
    (WITHIN_WORDS.test(text) ? findCode(text.replace(SHORT_TAG, '')) : null);
  return says !== null && reachesElsewhere(text) ? `${says}, and another site is reached` : says;
}

/** `o<b>nclick`: a word that a filter puts together by taking out the element within it. */
const SHORT_TAG = /<\/?[a-z]{1,10}>/g;
const WITHIN_WORDS = /[a-z]<\/?[a-z]{1,10}>[a-z(=]/;

const DRAWING = /^data:image\/svg\+?\s?xml;base64,([\w+/ -]{8,8192}={0,2})$/i;

/** A picture that is part of an address (`data:image/svg+xml`), as badges have them: nothing in it runs. */
function isDrawing(value: string): boolean {
  const packed = DRAWING.exec(value)?.[1];
  return (
    packed !== undefined &&
    !/<script|\son[a-z]{3,30}\s?=|script:|foreignobject|<!|&#|<(?:iframe|embed|object|use|set|animate)/i.test(
      unpack(packed.replaceAll(' ', '+')),
    )
  );
}

function findTag(text: string): string | null {
  if (TAG_AMONG_WORDS.test(text)) return null;
  if (ACTIVE_TAG.test(text)) return 'an element that runs code';
  if (TAG_WITH_TARGET.test(text)) return 'an element with attributes';
  if (STYLE_TAG.test(text)) return 'an element that changes the page';
  if (LEFT_ATTRIBUTE.test(text) && !OF_A_DOCUMENT.test(text))
    return 'an attribute or text ends and an element begins';
  return /<[a-z!/?]/.test(text) && ANY_HANDLER.test(text) ? 'an element with a handler' : null;
}

function findCode(text: string): string | null {
  if (text.includes('=') && text.includes('on') && HANDLER.test(text)) return 'a handler';
  return firstClue(CODE, text);
}

function findScheme(text: string): string | null {
  if (!text.includes(':')) return null;
  if (text.includes('data') && DATA_DOCUMENT.test(text)) return 'a document in a data: address';
  if (!text.includes('pt') && !text.includes('mocha') && !/[\s\\]/.test(text)) return null;
  const scheme = SCHEME.exec(text);
  if (scheme === null) return null;
  const body = text.slice(scheme.index + scheme[0].length);
  return SCRIPT_BODY.test(body) && !HARMLESS_BODY.test(body) ? 'a javascript: address' : null;
}
