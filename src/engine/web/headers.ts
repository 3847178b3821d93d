import { pattern } from '../pattern.ts';

/** A line break and what begins a header, or the body of an answer: response splitting. */
const SPLIT = pattern('i')`
  (?:[\r\n\u560a\u560d]|\u010d\u010a)[\s\r\n]{0,6}(?:
    (?:
      set-cookie|location
      |content-(?:type|length|disposition|encoding|security-policy)
      |x-[\w-]{2,40}|host|refresh|link|cache-control|status|transfer-encoding
      |access-control-[\w-]{4,30}
      |header[\w-]{0,20}|cookie|referer|user-agent|bcc|cc|to|from|subject|crlf\w{0,20}
      |test[\w-]{0,20}
    )\s{0,2}[:=]
    |http\/\d
    |<(?:html|script|svg|img|body)
    |[\w-]{1,30}-[\w-]{1,30}:\s
    |x?[\w-]{1,20}-[\w-]{1,20}:\w{1,20}$
  )
  |\r\n\r\n\s{0,3}<
  |^(?:https?:|\/)\S{0,300}[\r\n]{1,4}[\w-]{2,30}:
  |\b(?:set-cookie|location):\s?\S{1,60}[\r\n]
  |[\u560a\u560d]{2}`;

/** Headers of an answer: no letter that somebody writes has such a line. */
const OF_AN_ANSWER =
  /[\r\n]\s{0,6}(?:set-cookie|content-(?:length|type)|transfer-encoding|http\/\d|access-control-)|\shttp\/\d(?:\.\d)?[\r\n]/i;
/** What is said to a mail server, between line breaks. */
const OF_MAIL = pattern('i')`
  [\r\n](?:rcpt to:|mail from:\s?<)
  |^[\r\n]{1,4}(?:quit|noop|[a-z]\w{0,7} (?:capability|fetch|login|logout|select) ?\w{0,40}|ehlo \S{1,60})[\r\n]`;

/** A message that somebody typed: words, then a line break. */
const MESSAGE = /^\s{0,3}(?:[^\s\r\n]{1,60}[ \t]{1,3}){1,200}?[^\r\n]{0,2000}[\r\n]/;

/** Why a decoded value splits the answer; null when it does not. */
export function findHeader(value: string): string | null {
  if (!/[\r\n嘊嘍]|\u010d\u010a/.test(value)) return null;
  if (OF_MAIL.test(value)) return 'a line break and a command for the mail server';
  if (!SPLIT.test(value)) return null;
  return MESSAGE.test(value) && !OF_AN_ANSWER.test(value) ? null : 'a line break and a header';
}
