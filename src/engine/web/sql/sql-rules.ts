/**
 * What makes a value SQL that goes on where a value should have ended. Patterns over token letters (`sql-tokens.ts`), of two
 * forms of the same value: `all` has every token, `folded` what is left of them (`sql-fold.ts`).
 */
export type SequenceRule = {
  readonly form: 'all' | 'folded';
  readonly pattern: RegExp;
  readonly says: string;
};

function all(says: string, pattern: RegExp): SequenceRule {
  return { form: 'all', pattern, says };
}

function folded(says: string, pattern: RegExp): SequenceRule {
  return { form: 'folded', pattern, says };
}

/** True of SQL wherever it stands. `[nsvtfgy]` is what has a value without any table. */
export const ANYWHERE: readonly SequenceRule[] = [
  all('union select', /u[a(o+]*e[a(+!o]*(?:[nsvtfgqyxw*',]|i\)*[,.(rcCp]|k[,)]|b)/),
  all('union select', /[ns)co]u[a(o]*e|^u[a(o]*e(?!i(?:[i&n]|$))|uae$|u\(+e|[ns]\)*uc/),
  all('union values', /uk[gj]?\(/),
  all(
    'a query within parentheses',
    /\([(+!]*e[a(+!]*(?:[nvtfgyxw*e]|s\)|[sni],|i\.|kn|i[hb]|[ij]\(|[ijkgsn(),]{1,30}r[(iykj])/,
  ),
  all('a function of databases', /(?:^|[^.]|f\.)f\([(+]*(?:n(?:[^ijk]|$)|[sqvtfgeyx)]|i[,(.]|$)|f[.sn]/),
  all('a function within a query', /[gj]\([(+]*(?:e[^i,)]|v[,)]|y)|[gj]\([^)]{0,40}[gf]\(\)/),
  all('a condition within a function', /g\(+[ns]=[ns][,)]|j\(+n=n[,)]/),
  all('joined characters', /[gf]\([^()]{0,40}\)\|/),
  all('tables of the catalogue', /y\.|\.y|r\(*y|^y$/),
  all(
    'select … from',
    /(?:^|[^i])e[a(]*(?:\*|[vnfgst][,)r(+]|(?:i,){1,20}i?)[^;]{0,60}?r\(*[iyk]|e(?:[+!z]{1,3}(?:[nvt]|i\+n)|t)r[iyk]/,
  ),
  all('select … from … where', /ei[^;]{0,60}?r[iyk][i.]{0,4}(?:h\(*[ik.]+[=l]|mn|c|;(?:$|[cC]))/),
  all('select of a variable', /e[a(]*v(?:$|[,)cCp;=])/),
  all('into a file', /mm[sqn(]/),
  all('another statement', /;[)]*d(?:&Dk|m[ijk(]|r[ik(]|k|i(?:[d=(s;r]|\.[ik*]|j\(|D))/),
  all('another statement', /;[)]*D(?:[fv(sq]|j\(|ks|g\(|i\.)/),
  all('another statement', /;[)]*(?:e[a(+]*(?:[nsvtfgyx*w]|[ij][,.(]|k\()|wv|g\([(]*[ns]=[ns])/),
  all('a statement', /^d(?:m[ik.]+\(?(?:[ik,]+\)?)?k\(|r[ik.]+h|k[ik.]+(?:\(|;|c|kk)|[ik.]+D[ik.]+=)/),
  all('a statement', /D(?:f|i\.[.i]{1,4}f|v[ijko]|ks)|^n?D\(v\);?[cC]?$|^dkskk?i|;[)]*Dis\|/),
  folded('case when', /w[^w]{0,6}w[^w]{1,20}w[^w]{1,20}w|^ww[^w]{1,9}w[^w]{1,9}w/),
  folded('a condition on constants', /(?:&|^h)!*(?:[nsvtfgy]!?=|[nvtfgy]!?l!?)[nsvtfgyq]/),
  folded('group by and having', /^bk[iky.,]{1,12}h!*[nsvtfg]!?=[nsvtfg][cC;]/),
  folded('order by and a comment', /bknk?[,n]*;?[cC]/),
];

/** True of a value that begins bare with a number: `1 or …`, `1) order by 3`. */
export const AFTER_NUMBER: readonly SequenceRule[] = [
  folded('a condition after the number', /^n(?:&!*|h)[iykvgtfn]!?(?:=|l!?)[nsqvtfgi]/),
  folded('a condition after the number', /^n&!*(?:[tfvyxe]|[nsqig];?[cC]|g$)/),
  folded(
    'a condition alone',
    /^&!*[tv](?:$|[cC])|^&i=i$|^&l[nf][cC]|^&s!?l!?[sn](?:$|[;cC])|^&i!?l[gfv](?:$|[;cC])|^&s=is$/,
  ),
  folded('group by and having after the number', /^nbk[ikny.,]{1,12}h!*[nsvtfgi]!?[=l]/),
  folded('order by after the number', /^nbk[nsvi]k?(?:$|[,cCp;])/),
  folded('order by alone', /^bkn$/),
  folded('limit or into after the number', /^nm[nfgm]/),
  folded('a function after the number', /^n[*+=l]+!?[fe]/),
  folded('an operator after the number', /^nl(?:e|[gf]|!?[tn][cC])/),
  all('a comment after the number', /^n\)+c/),
  all('the end of the statement', /^n\)*;c/),
];

/** True of a value that ends the quotes it stands in. The first token is what stood within them. */
export const AFTER_QUOTE: readonly SequenceRule[] = [
  folded('a condition after the quote', /^s&!*[nsvtfgyik](?:!?=[nsqvtfgyik]|!?l!?[nsqvtfgy])/),
  folded('a condition after the quote', /^s&!*(?:[tvfxye]|[isqnjg]?;?[cC]|n[&;])/),
  folded('a condition after the quote', /^s[ik]{1,2}[ns]=[ns]c/),
  folded('order by after the quote', /^sbk[nsvi]k?(?:$|[,cCp+;])/),
  folded('group by and having after the quote', /^sbk[ikny.,]{1,12}h!*[nsvtfgi]!?[=l]/),
  folded('where after the quote', /^sh!*[nsvtfgi][=l]/),
  folded('limit or into after the quote', /^sm[nfgvmsq]/),
  folded('an operator after the quote', /^s!?l!?(?:e|[gfnvt]|[sq]&|kk)/),
  folded('an operator after the quote', /^s=[nvt](?:$|[cC=&])|^s[=*+]+(?:[vfeg]|[nst][cC&=])/),
  folded('an operator after the quote', /^s[=*+]s[=&+c]/),
  all('union table after the quote', /^su[a(]*k[ik]/),
  all('joined characters after the quote', /^s\|(?:s\||\(*[fg]\()/),
  all('another statement after the quote', /^s\)*;[);]*e[a(]*[i*nvtfgy]/),
  all('a comment after the quote', /^s[);,]*c/),
  all('a comment after the quote', /^s\)+[CpC]/),
];
