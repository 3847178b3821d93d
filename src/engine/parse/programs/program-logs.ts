import { pattern } from '../../pattern.ts';
import type { ParserFactory } from '../parser.ts';
import { ASTERISK_FORMS } from './asterisk-forms.ts';
import { EXIM_FORMS } from './mail/exim-forms.ts';
import { MYSQL_FORMS } from './other-login-forms.ts';
import { programLog } from './program-log.ts';

/** exim's main log: `2026-11-20 08:00:00 [7] login authenticator failed for …`. */
export const EXIM_LOG: ParserFactory = programLog({
  format: 'exim',
  service: 'exim',
  head: /^(?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?) (?:\[(?<pid>\d{1,10})\] )?/,
  forms: EXIM_FORMS,
  begins: pattern()`
      ^(?:
        [\w-]{1,64} authenticator failed for\x20
        |(?:[\dA-Za-z]{6}-[\dA-Za-z]{6,11}-[\dA-Za-z]{2,4} )(?:<=|=>|->|\*>|\*\*|==|Completed|SMTP |H=|\S{1,64}@)
        |H=|SMTP |no MAIL in |no host name found for\x20
        |unexpected disconnection\x20
        |rejected |Start queue run|End queue run|exim \d
      )`,
});

/** The error log of MySQL and MariaDB: `2026-11-20T08:00:00.123456Z 12 [Note] …`. */
export const MYSQL_LOG: ParserFactory = programLog({
  format: 'mysql-error',
  service: 'mysql',
  head: /^(?<stamp>(?:\d{4}-\d\d-\d\d|\d{6})[T ]{1,2}\d\d?:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?) (?=\d{1,20} \[|\[)/,
  forms: MYSQL_FORMS,
  begins: /^(?:\d{1,20} \[(?:Note|Warning|ERROR|System)\] |\[(?:Note|Warning|ERROR|System)\] (?!agent[.:]))/,
});

/** Asterisk's messages log: `[2026-11-20 08:00:00] NOTICE[7][C-00000001] chan_sip.c: …`. */
export const ASTERISK_LOG: ParserFactory = programLog({
  format: 'asterisk',
  service: 'asterisk',
  head: /^\[(?<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d{4})?|[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d)\] (?=[A-Z]{4,8} ?\[\d)/,
  forms: ASTERISK_FORMS,
  begins:
    /^(?:NOTICE|SECURITY|WARNING|ERROR|VERBOSE|DEBUG|DTMF) ?\[\d{1,10}\](?:\[C-[\da-f]{8}\])?:? (?:[\w/.-]{1,64}:|Ext\. )/,
});
