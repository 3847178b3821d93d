/** Whoever writes 64 KB into an address gains nothing: each value costs time linear in its length, and long ones are cut. */
import { test } from 'node:test';
import { AttackFinder } from '../../../src/engine/web/attacks.ts';
import { assertLinear, pumped } from '../../support/linear-time.ts';
import { webRequest } from '../../support/log-event.ts';

/** Pieces that patterns and tokenizers could go back over. */
const UNITS = (
  `' " /* /**/ /*! -- # ( ((select ) < <a <a\tb= <script onx= javascript: j\ta\tv\ta &lt; &#x6a; \\u003c ../ ..\\ ....// ..;/ ` +
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are payloads
  "%2e%2e/ %25 %c0%ae ${ ${${ ${::- {{ {{7*7 }} ` $( ;id |cat && \\ c'' w\\h /??? [ [][ ![] *)( (uid= = @@ 0x a, a.b http:// " +
  'file:///etc/ O:8:" __ T(java. getclass( .constructor alert( eval( \\x00 %0a %0d%0aX- %E5%98%8A <!entity ; _ data: "\' %u0027 $@ $ifs ' +
  "union\tselect 1\tor\t 1=1\t 'a'='a'\t case\twhen\t group\tby\t -e\t cat\t/ ls\t " +
  `for\t%a\tin\t( xxd<<< ;a'b'c <xsl: {{a=b $_[ $a[ un<>i a/**/b \\\\h\\ xmlns:a=" %a:~1,2 1:1.2.3:= Jz8g ` +
  `o<b>n ;a=$'b' =cmd|' =hyperlink(https: ;vim\ta\t+!b x=alert;x flock\t-n\t {1}{*2*} ;watch\ta\tb process[ f(x).g what\tis\t /a/b:\tc require('../ a\tvs\tb (&(a=b) {"a": [{"a":" ["a", \\u005c u005c \\u0027\tor\t #or 0x7. <script\tsrc= fetch('// .src='// document.cookie//"// xmlhttprequest\topen( ('a'), ,"*)(", http:/ &a=' =[ <script\tsrc="//unpkg.com/ \u0027\u0027 const\ta=require('a') let\ta= /a/..//;b //evil.com@ |id=1& /.a/..; cpsess {"a":"{\\"a\\":` +
  " |=` w'h 1.e( '-0- const\ta\t=\t -\t`a` *\tfrom\ta. who$@ `a`b [a](http://b)\tand\t ../a/. sh\t<<<" +
  " if\tnot\texist\t if\t'a' ;(a)( $a[b] $$ a::$ &#49; &#x31 1` `=` \\' having\t1= --\n\ta"
).split(' ');

const LIMITS = { longest: 65_536, quickMs: 60, mostMs: 2000 };

for (const unit of UNITS.map((text) => text.replaceAll('\t', ' '))) {
  test(`pumped with ${JSON.stringify(unit)}`, () =>
    assertLinear(unit, (length) => find(pumped(unit, length)), LIMITS));
}

for (const unit of UNITS.filter((text) => text.length > 3).map((text) => text.replaceAll('\t', ' '))) {
  test(`looked for, pumped with ${JSON.stringify(unit)}`, () =>
    assertLinear(
      unit,
      (length) => new AttackFinder().find(webRequest(`/?q=${pumped(unit, length)}`)),
      LIMITS,
    ));
}

/** As a parameter, in the path, as the referer and as the user agent. */
function find(text: string): unknown {
  return new AttackFinder().find(webRequest(`/${text}?a=${text}`, text, text));
}
